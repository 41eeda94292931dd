;;; emacs.el --- what a user of Emacs sees of project/account.c, edits and repairs; for any LSP client  -*- lexical-binding: t -*-

;;; Code:
(require 'cl-lib)
(require 'json)
(require 'subr-x)

(defconst editors-limit 200 "Seconds until an event that does not come is a failure.")

(defconst editors-expected
  (let ((json-object-type 'alist) (json-array-type 'list) (json-key-type 'symbol))
    (json-read-file (getenv "EXPECTED"))))

(defun editors-wanted (&rest keys)
  "What the project's expectations hold under KEYS."
  (let ((value editors-expected))
    (dolist (key keys value)
      (setq value (alist-get key value)))))

(defun editors-require (feature)
  "Load FEATURE from Debian's packages; where there is none, the test is skipped."
  (package-initialize)
  (unless (require feature nil t)
    (message "skipped: %s is not installed" feature)
    (kill-emacs 77)))

(defun editors-wait (what condition)
  "Handle events until CONDITION holds; WHAT is what is waited for."
  (let ((end (+ (float-time) editors-limit)))
    (while (not (funcall condition))
      (when (> (float-time) end)
        (error "In vain: %s" what))
      (accept-process-output nil 0.05)))
  (message "ok: %s" what))

(defun editors-equal (what got wanted)
  "Fail unless GOT equals WANTED; WHAT names it."
  (unless (equal got wanted)
    (error "%s: got %S, not %S" what got wanted)))

(defun editors-line (number)
  "Put point at the beginning of line NUMBER."
  (goto-char (point-min))
  (forward-line (1- number)))

(defun editors-folded (finding)
  "The message of FINDING with its notes, for a client that has no other place for them."
  (mapconcat #'identity
             (cons (alist-get 'message finding)
                   (mapcar (lambda (note) (format "%s:%d: %s" (editors-wanted 'file) (alist-get 'line note)
                                                  (alist-get 'message note)))
                           (alist-get 'notes finding)))
             "\n"))

(defun editors-codes ()
  (mapcar (lambda (finding) (alist-get 'code finding)) (editors-wanted 'findings)))

(defun editors-check (diagnostics message-of)
  "Compare DIAGNOSTICS with what is expected; MESSAGE-OF gives the message of a finding."
  (cl-mapc
   (lambda (got wanted)
     (cl-destructuring-bind (code begin end message) got
       (editors-equal "code" code (alist-get 'code wanted))
       (editors-equal "line" (line-number-at-pos begin) (alist-get 'line wanted))
       (editors-equal "text" (buffer-substring-no-properties begin end) (alist-get 'text wanted))
       (editors-equal "message" message (funcall message-of wanted))))
   diagnostics (editors-wanted 'findings)))

(defun editors-fixed ()
  "The buffer's text as it is when the fix is applied."
  (let ((lines (split-string (buffer-string) "\n")) (first (editors-wanted 'fix 'first)))
    (mapconcat #'identity
               (append (cl-subseq lines 0 (1- first)) (editors-wanted 'fix 'becomes)
                       (nthcdr (editors-wanted 'fix 'last) lines))
               "\n")))

(defun editors-choose-first (_prompt collection &rest _)
  "The user's choice in a menu: the first of COLLECTION."
  (car (all-completions "" collection)))

(cl-defun editors-steps (&key start diagnostics message-of sync hover fix stop)
  "The steps of every client, which says how: START it, list the DIAGNOSTICS as (code begin end message), SYNC the text
at once as its idle timer would, ask for a HOVER (its text), choose a FIX at point, STOP."
  (let ((wait-for (lambda (what codes)
                    (editors-wait what (lambda () (equal (mapcar #'car (funcall diagnostics)) codes)))))
        (line nil))
    (find-file (expand-file-name (editors-wanted 'file) (getenv "PROJECT")))
    (funcall start)
    (funcall wait-for "the diagnostics appear" (editors-codes))
    (editors-check (funcall diagnostics) message-of)
    (editors-line (editors-wanted 'cut 'line))
    (setq line (delete-and-extract-region (point) (line-beginning-position 2)))
    (funcall sync)
    (funcall wait-for "the edit takes one away" (editors-wanted 'cut 'leaves))
    (insert line)
    (funcall sync)
    (funcall wait-for "the edit back brings it again" (editors-codes))
    (editors-check (funcall diagnostics) message-of)
    (editors-line (editors-wanted 'hover 'line))
    (search-forward (editors-wanted 'hover 'at))
    (let ((text (funcall hover)))
      (dolist (part (list (editors-wanted 'hover 'lock) (editors-wanted 'hover 'taken)))
        (unless (string-match-p (regexp-quote part) text)
          (error "The hover lacks '%s': %s" part text))))
    (message "ok: a hover")
    (editors-line (1+ (editors-wanted 'fix 'first)))
    (back-to-indentation)
    (let ((fixed (editors-fixed)))
      (funcall fix)
      (editors-wait "the fix in the buffer" (lambda () (equal (buffer-string) fixed))))
    (funcall sync)
    (funcall wait-for "the fix takes one away" (editors-wanted 'fix 'leaves))
    (funcall stop)))

(defun editors-end (steps)
  "Do STEPS, and end Emacs with the result."
  (set-language-environment "UTF-8")
  (condition-case problem
      (progn (funcall steps) (kill-emacs 0))
    (error (message "failed: %s" (error-message-string problem))
           (kill-emacs 1))))

(defun editors-run (&rest how)
  "Do `editors-steps' with HOW, and end Emacs with the result."
  (editors-end (lambda () (apply #'editors-steps how))))

(provide 'emacs)
;;; emacs.el ends here
