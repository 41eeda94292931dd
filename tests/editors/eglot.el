;;; eglot.el --- locklint's language server in Emacs, with eglot  -*- lexical-binding: t -*-

;;; Code:
(load (expand-file-name "emacs.el" (file-name-directory load-file-name)) nil t)
(editors-require 'eglot)

(defvar editors-process nil "The server's process.")

(defun editors-eglot-start ()
  (add-to-list 'eglot-server-programs `(c-mode . (,(getenv "LOCKLINT") "lsp")))
  (setq eglot-sync-connect t
        eglot-autoshutdown nil)
  (apply #'eglot (eglot--guess-contact))
  (setq editors-process (jsonrpc--process (eglot-current-server)))
  (flymake-start))

(defun editors-eglot-diagnostics ()
  (mapcar (lambda (one)
            (list (plist-get (alist-get 'eglot-lsp-diag (eglot--diag-data one)) :code)
                  (flymake-diagnostic-beg one) (flymake-diagnostic-end one) (flymake-diagnostic-text one)))
          (sort (flymake-diagnostics)
                (lambda (a b) (< (flymake-diagnostic-beg a) (flymake-diagnostic-beg b))))))

(defun editors-eglot-hover ()
  (let ((text nil))
    (switch-to-buffer (current-buffer))
    (eglot-hover-eldoc-function (lambda (info &rest _) (setq text (or info text))))
    (editors-wait "a hover's answer" (lambda () text))
    (substring-no-properties text)))

(defun editors-eglot-fix ()
  (let ((last-nonmenu-event t) (eglot-confirm-server-initiated-edits nil))
    (cl-letf (((symbol-function 'completing-read) #'editors-choose-first))
      (call-interactively #'eglot-code-actions))))

;; jsonrpc.el kills a server that it has asked to go: its exit status says nothing.
(defun editors-eglot-stop ()
  (eglot-shutdown (eglot-current-server))
  (editors-wait "the server ends" (lambda () (not (process-live-p editors-process)))))

(editors-run
 :start #'editors-eglot-start
 :diagnostics #'editors-eglot-diagnostics
 :message-of (lambda (finding)
               (format "locklint [%s]: %s" (alist-get 'code finding) (editors-folded finding)))
 :sync (lambda () (eglot--signal-textDocument/didChange) (flymake-start))
 :hover #'editors-eglot-hover
 :fix #'editors-eglot-fix
 :stop #'editors-eglot-stop)
;;; eglot.el ends here
