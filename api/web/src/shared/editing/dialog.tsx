// A button that opens a form in a dialog. Closing the dialog keeps what was typed; the browser moves the focus back to the button.

import { useEffect, useId, useRef, useState, type ReactNode } from "react";

import "@/shared/params/params.css";

import "./editing.css";

interface EditDialogProps {
  /** Text of the button. */
  readonly label: string;
  /** Name of the button for screen readers, if the text is not enough. */
  readonly name?: string;
  readonly className?: string;
  readonly title: ReactNode;
  /** The content; it is created when the dialog is opened for the first time. */
  readonly children: (close: () => void) => ReactNode;
}

export function EditDialog({ label, name, className, title, children }: EditDialogProps): ReactNode {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [state, setState] = useState<"never" | "open" | "closed">("never");
  useEffect(() => {
    if (state === "open") {
      dialog.current?.showModal();
    } else {
      dialog.current?.close();
    }
  }, [state]);
  return (
    <>
      <button type="button" className={className} aria-haspopup="dialog" aria-label={name} onClick={() => setState("open")}>
        {label}
      </button>
      {state !== "never" && (
        <dialog ref={dialog} className="edit" aria-labelledby={`${id}-title`} onClose={() => setState("closed")}>
          <div className="edit-form">
            <h2 id={`${id}-title`}>{title}</h2>
            {children(() => setState("closed"))}
          </div>
        </dialog>
      )}
    </>
  );
}
