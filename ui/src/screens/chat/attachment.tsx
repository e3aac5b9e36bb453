/** What is added to a message: a file as a card; what a server offers as a line that opens. */
import { ChevronRight, FileText, MessageSquareQuote, X } from "lucide-react";
import { useId, useState } from "react";
import { useText } from "../../i18n/text";
import type { AttachmentView } from "../../ipc";
import { IconButton } from "../../parts/button";
import { LongText } from "../../parts/long-text";
import { Named } from "../../parts/named";
import { visibleLine } from "../../parts/visible";
import { FileCard } from "./file-card";
import { Media } from "./media";

interface Props {
  attachment: AttachmentView;
  /** Takes it away again; none once it is sent. */
  onRemove?: () => void;
  /** Makes it text in the field again; none where it never was. */
  onText?: () => void;
}

export function Attachment(props: Props) {
  const { file } = props.attachment;
  return file ? <FileCard {...props} file={file} /> : <Offered {...props} />;
}

function Offered({ attachment, onRemove }: Props) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const id = useId();
  const title = visibleLine(attachment.title);
  const Icon = attachment.kind === "prompt" ? MessageSquareQuote : FileText;
  return (
    <div
      data-testid="attachment"
      data-kind={attachment.kind}
      data-name={attachment.name}
      className="max-w-full rounded-md border border-line bg-raised text-sm"
    >
      <div className="flex items-center gap-1">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
          title={visibleLine(attachment.name)}
          className="inline-flex min-h-8 min-w-0 flex-1 items-center gap-2 rounded-md px-2.5 text-left hover:bg-hover"
        >
          <Icon size={14} aria-hidden="true" className="shrink-0 text-soft" />
          <span className="truncate">
            <Named className="font-medium">{title}</Named>
            <span className="text-soft">
              {" · "}
              <Named>{attachment.server_name}</Named>
            </span>
          </span>
          <ChevronRight size={14} aria-hidden="true" className={`shrink-0 text-soft ${open ? "rotate-90" : ""}`} />
        </button>
        {onRemove === undefined ? null : (
          <IconButton label={t.attach.remove(title)} data-testid="attachment-remove" onClick={onRemove}>
            <X size={14} aria-hidden="true" />
          </IconButton>
        )}
      </div>
      {open ? (
        <div id={id} dir="auto" className="max-h-[40vh] space-y-2 overflow-y-auto border-t border-line px-3 py-2">
          {attachment.text === "" ? <p className="text-soft">{t.attach.empty}</p> : <LongText text={attachment.text} />}
          <Media media={attachment.media} />
        </div>
      ) : null}
    </div>
  );
}
