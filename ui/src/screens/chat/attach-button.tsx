/** Picks files by the system's own dialog. */
import { Paperclip } from "lucide-react";
import { useRef } from "react";
import { useText } from "../../i18n/text";
import { IconButton } from "../../parts/button";

export function AttachButton({ onFiles }: { onFiles: (files: File[]) => void }) {
  const t = useText();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        data-testid="attach-input"
        aria-label={t.attach.pick}
        onChange={(event) => {
          const files = Array.from(event.target.files ?? []);
          // The same file again is a choice again.
          event.target.value = "";
          onFiles(files);
        }}
      />
      <IconButton label={t.attach.pick} data-testid="attach" onClick={() => input.current?.click()}>
        <Paperclip size={16} aria-hidden="true" />
      </IconButton>
    </>
  );
}
