;;; locklint-flymake.el --- lock misuse in C, for Flymake  -*- lexical-binding: t -*-

;;; Commentary:
;; For those who have clangd in eglot, which takes one server for a buffer:
;;
;;     (load "/path/to/locklint-flymake.el")
;;     (add-hook 'eglot-managed-mode-hook #'locklint-flymake-enable)
;;
;; It judges files as they are saved; while a buffer is modified, what was found last stays.

;;; Code:
(require 'flymake)

(defvar locklint-flymake-command '("locklint" "--quiet")
  "The program with its options, to which the file's name is added.")

(defvar-local locklint-flymake--process nil "What judges the buffer's file now.")

(defun locklint-flymake--diagnostics (source)
  "What the present buffer, locklint's output, says of the file of SOURCE."
  (let ((file (file-truename (buffer-file-name source))) (found nil))
    (goto-char (point-min))
    (while (re-search-forward "^\\(.+?\\):\\([0-9]+\\):[0-9]+: \\(warning\\|error\\): \\(.+\\)$" nil t)
      (let ((line (string-to-number (match-string 2)))
            (type (if (equal (match-string 3) "error") :error :warning))
            (message (match-string 4)))
        (when (equal (file-truename (match-string 1)) file)
          (let ((region (flymake-diag-region source line)))
            (push (flymake-make-diagnostic source (car region) (cdr region) type message) found)))))
    (nreverse found)))

(defun locklint-flymake--end (process source report)
  "PROCESS has ended: REPORT what it says of SOURCE, unless that has changed."
  (with-current-buffer (process-buffer process)
    (when (and (buffer-live-p source)
               (eq process (buffer-local-value 'locklint-flymake--process source))
               (not (buffer-modified-p source)))
      (funcall report (locklint-flymake--diagnostics source)))
    (kill-buffer)))

(defun locklint-flymake (report &rest _)
  "A backend of Flymake: let locklint judge the buffer's file, and REPORT."
  (when (process-live-p locklint-flymake--process)
    (kill-process locklint-flymake--process))
  (unless (buffer-modified-p)
    (let ((source (current-buffer)))
      (setq locklint-flymake--process
            (make-process :name "locklint" :noquery t :connection-type 'pipe
                          :buffer (generate-new-buffer " *locklint*")
                          :command (append locklint-flymake-command (list buffer-file-name))
                          :sentinel (lambda (process _)
                                      (unless (process-live-p process)
                                        (locklint-flymake--end process source report))))))))

(defun locklint-flymake-enable ()
  "Let Flymake ask locklint too, in a buffer of C."
  (when (derived-mode-p 'c-mode)
    (add-hook 'flymake-diagnostic-functions #'locklint-flymake nil t)))

(provide 'locklint-flymake)
;;; locklint-flymake.el ends here
