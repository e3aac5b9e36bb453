/** Takes files that are dropped anywhere on the window while a chat is in front, and shows that it will. */
import { Paperclip } from "lucide-react";
import { useEffect, useState } from "react";
import { useText } from "../../i18n/text";
import { addFiles } from "../../state/files";
import { holdsFiles } from "../../state/refuse-drops";

/** No word of the drag for this long, in milliseconds: it has ended where the page is not told of it. */
const SILENT = 1_500;
/** The same where it has left for nothing: the window, or an element that is not there any more. */
const LEFT = 150;

export function DropTarget({ id }: { id: string | null }) {
  const t = useText();
  const [over, setOver] = useState(false);
  useEffect(() => {
    // Told for every element on the way: those that were entered less those that were left.
    let within = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = () => {
      clearTimeout(timer);
      within = 0;
      setOver(false);
    };
    // An element that is removed under the drag is never left: what is counted is not all there is to go by.
    const wait = (time: number) => {
      clearTimeout(timer);
      timer = setTimeout(end, time);
    };
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
        wait(SILENT);
      }),
      on("dragover", (event) => {
        event.preventDefault();
        if (event.dataTransfer !== null) {
          event.dataTransfer.dropEffect = "copy";
        }
        setOver(true);
        wait(SILENT);
      }),
      on("dragleave", (event) => {
        within = Math.max(0, within - 1);
        if (within === 0) {
          end();
        } else if (!event.relatedTarget) {
          wait(LEFT);
        }
      }),
      on("drop", (event) => {
        event.preventDefault();
        void addFiles(id, Array.from(event.dataTransfer?.files ?? []));
      }),
    ];
    // However it ends, and whatever it held.
    const ends = ["drop", "dragend"] as const;
    for (const name of ends) {
      window.addEventListener(name, end, true);
    }
    return () => {
      clearTimeout(timer);
      for (const name of ends) {
        window.removeEventListener(name, end, true);
      }
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
