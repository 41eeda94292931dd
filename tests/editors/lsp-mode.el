;;; lsp-mode.el --- locklint's language server in Emacs, as lsp-mode's add-on  -*- lexical-binding: t -*-

;;; Code:
(load (expand-file-name "emacs.el" (file-name-directory load-file-name)) nil t)
(editors-require 'lsp-mode)
(require 'lsp-diagnostics)

(defvar editors-process nil "The server's process.")

(defun editors-lsp-start ()
  ;; Emacs' own backend runs make for each look, and complains when one is late.
  (remove-hook 'flymake-diagnostic-functions #'flymake-cc t)
  (setq lsp-diagnostics-provider :flymake
        lsp-enable-snippet nil
        lsp-auto-execute-action nil
        lsp-disabled-clients '(clangd ccls)
        lsp-session-file (expand-file-name "lsp-session" (getenv "HOME")))
  (lsp-register-client
   (make-lsp-client :new-connection (lsp-stdio-connection (list (getenv "LOCKLINT") "lsp"))
                    :activation-fn (lsp-activate-on "c")
                    :server-id 'locklint
                    :add-on? t))
  (lsp-workspace-folders-add (directory-file-name (getenv "PROJECT")))
  (lsp)
  (editors-wait "the server is there" (lambda () (lsp-workspaces)))
  (setq editors-process (lsp--workspace-cmd-proc (car (lsp-workspaces)))))

;; lsp-mode 8 itself counts characters, and shows what stands behind an emoji too far to the right.
(defun editors-lsp-point (position)
  "The point at POSITION, whose character counts units of UTF-16."
  (save-excursion
    (editors-line (1+ (lsp:position-line position)))
    (let ((left (lsp:position-character position)))
      (while (> left 0)
        (setq left (- left (if (> (char-after) #xffff) 2 1)))
        (forward-char)))
    (point)))

(defun editors-lsp-line (diagnostic)
  (lsp:position-line (lsp:range-start (lsp:diagnostic-range diagnostic))))

(defun editors-lsp-diagnostic (one)
  (editors-line (1+ (editors-lsp-line one)))
  (let ((range (lsp:diagnostic-range one))
        (shown (car (flymake-diagnostics (point) (line-end-position)))))
    (list (lsp:diagnostic-code? one) (editors-lsp-point (lsp:range-start range))
          (editors-lsp-point (lsp:range-end range)) (and shown (flymake-diagnostic-text shown)))))

;; What lsp-mode holds, once flymake shows as much.
(defun editors-lsp-diagnostics ()
  (let ((all (gethash (lsp--fix-path-casing buffer-file-name) (lsp-diagnostics t))))
    (when (= (length all) (length (flymake-diagnostics)))
      (save-excursion
        (mapcar #'editors-lsp-diagnostic
                (sort (append all nil) (lambda (a b) (< (editors-lsp-line a) (editors-lsp-line b)))))))))

(defun editors-lsp-hover ()
  (lsp-describe-thing-at-point)
  (with-current-buffer "*lsp-help*"
    (buffer-substring-no-properties (point-min) (point-max))))

(defun editors-lsp-fix ()
  (cl-letf (((symbol-function 'completing-read) #'editors-choose-first))
    (call-interactively #'lsp-execute-code-action)))

;; lsp-mode kills a server that it has asked to go: its exit status says nothing.
(defun editors-lsp-stop ()
  (setq lsp-restart 'ignore)
  (lsp-workspace-shutdown (car (lsp-workspaces)))
  (editors-wait "the server ends" (lambda () (not (process-live-p editors-process)))))

(editors-run
 :start #'editors-lsp-start
 :diagnostics #'editors-lsp-diagnostics
 :message-of (lambda (finding) (alist-get 'message finding))
 :sync #'ignore
 :hover #'editors-lsp-hover
 :fix #'editors-lsp-fix
 :stop #'editors-lsp-stop)
;;; lsp-mode.el ends here
