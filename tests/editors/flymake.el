;;; flymake.el --- locklint beside clangd in eglot, by editors/emacs/locklint-flymake.el  -*- lexical-binding: t -*-

;;; Code:
(load (expand-file-name "emacs.el" (file-name-directory load-file-name)) nil t)
(editors-require 'eglot)
(load (expand-file-name "../../editors/emacs/locklint-flymake.el" (file-name-directory load-file-name)) nil t)

(unless (executable-find "clangd-19")
  (message "skipped: clangd-19 is not installed")
  (kill-emacs 77))

(defun editors-flymake-found ()
  "The messages of all diagnostics, in the order of their lines."
  (mapcar #'flymake-diagnostic-text
          (sort (flymake-diagnostics)
                (lambda (a b) (< (flymake-diagnostic-beg a) (flymake-diagnostic-beg b))))))

(defun editors-flymake-wanted (codes)
  "The messages of those findings that have CODES."
  (delq nil (mapcar (lambda (finding)
                      (and (member (alist-get 'code finding) codes)
                           (format "%s [%s]" (alist-get 'message finding) (alist-get 'code finding))))
                    (editors-wanted 'findings))))

(defun editors-flymake-steps ()
  (let ((unknown "\nint unknown(void) { return nothing; }\n")
        (all (editors-flymake-wanted (editors-codes))))
    (find-file (expand-file-name (editors-wanted 'file) (getenv "PROJECT")))
    (setq eglot-sync-connect t
          locklint-flymake-command (list (getenv "LOCKLINT") "--quiet"))
    (add-to-list 'eglot-server-programs '(c-mode . ("clangd-19")))
    (add-hook 'eglot-managed-mode-hook #'locklint-flymake-enable)
    (apply #'eglot (eglot--guess-contact))
    (flymake-start)
    (editors-wait "locklint's diagnostics appear" (lambda () (equal (editors-flymake-found) all)))
    (editors-line (editors-wanted 'cut 'line))
    (delete-region (point) (line-beginning-position 2))
    (goto-char (point-max))
    (insert unknown)
    (eglot--signal-textDocument/didChange)
    (save-buffer)
    (flymake-start)
    (editors-wait "both speak, each of its own"
                  (lambda ()
                    (let ((found (editors-flymake-found)) (left (editors-flymake-wanted (editors-wanted 'cut 'leaves))))
                      (and (equal (butlast found) left)
                           (string-match-p "undeclared identifier 'nothing'" (car (last found)))))))
    (eglot-shutdown (eglot-current-server))))

(setq make-backup-files nil)
(editors-end #'editors-flymake-steps)
;;; flymake.el ends here
