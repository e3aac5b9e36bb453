/** Takes files that are dropped anywhere on the window while a chat is in front, and shows that it will. */
import { Paperclip } from "lucide-react";
import { useEffect, useState } from "react";
import { useText } from "../../i18n/text";
import { addFiles } from "../../state/files";
import { holdsFiles } from "../../state/refuse-drops";

export function DropTarget({ id }: { id: string | null }) {
  const t = useText();
  const [over, setOver] = useState(false);
  useEffect(() => {
    // Told for every element on the way: those that were entered less those that were left.
    let within = 0;
    const on = (name: "dragenter" | "dragover" | "dragleave" | "drop", what: (event: DragEvent) => void) => {
      const listener = (event: DragEvent) => holdsFiles(event) && what(event);
      window.addEventListener(name, listener);
      return () => window.removeEventListener(name, listener);
    };
    const off = [
      on("dragenter", (event) => {
        event.preventDefault();
        within += 1;
        setOver(true);
      }),
      on("dragover", (event) => {
        event.preventDefault();
        if (event.dataTransfer !== null) {
          event.dataTransfer.dropEffect = "copy";
        }
      }),
      on("dragleave", () => {
        within = Math.max(0, within - 1);
        setOver(within > 0);
      }),
      on("drop", (event) => {
        event.preventDefault();
        within = 0;
        setOver(false);
        void addFiles(id, Array.from(event.dataTransfer?.files ?? []));
      }),
    ];
    return () => {
      for (const stop of off) {
        stop();
      }
    };
  }, [id]);
  return over ? (
    <div
      data-testid="drop-target"
      className="pointer-events-none absolute inset-2 z-30 flex items-center justify-center rounded-lg border-2 border-dashed border-accent bg-canvas/90"
    >
      <p className="flex items-center gap-2 font-medium">
        <Paperclip size={18} aria-hidden="true" className="text-accent" />
        {t.attach.drop}
      </p>
    </div>
  ) : null;
}
