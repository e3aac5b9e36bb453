/** A file in a message: a picture, or a card that says what it is and opens to its text. */
import { ChevronRight, FileCode2, FileText, TextCursorInput, X } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { size, useLanguage, useText } from "../../i18n/text";
import type { AttachmentView, FileView } from "../../ipc";
import { IconButton } from "../../parts/button";
import { Named } from "../../parts/named";
import { visible, visibleLine } from "../../parts/visible";
import { FileText as WholeText } from "./file-text";
import { openPicture } from "./picture-viewer";

interface Props {
  attachment: AttachmentView;
  file: FileView;
  onRemove?: () => void;
  onText?: () => void;
}

export function FileCard(props: Props) {
  return props.attachment.kind === "image" ? <Picture {...props} /> : <Text {...props} />;
}

/** In the composer small beside its name; once sent the picture itself. */
function Picture({ attachment, file, onRemove }: Props) {
  const t = useText();
  const name = visibleLine(attachment.name);
  const picture = (look: string) => (
    <img src={file.thumbnail ?? undefined} alt={name} draggable={false} className={`bg-white ${look}`} />
  );
  if (onRemove === undefined) {
    return (
      <div data-testid="attachment" data-kind="image" data-name={attachment.name} className="max-w-full">
        <button
          type="button"
          data-testid="picture"
          aria-label={t.attach.openPicture(name)}
          title={name}
          onClick={() => openPicture(attachment)}
          className="block overflow-hidden rounded-md border border-line hover:border-edge"
        >
          {picture("max-h-48 min-h-8 max-w-full min-w-8 object-contain")}
        </button>
      </div>
    );
  }
  return (
    <Card attachment={attachment} file={file} onRemove={onRemove}>
      <button
        type="button"
        data-testid="picture"
        aria-label={t.attach.openPicture(name)}
        onClick={() => openPicture(attachment)}
        className="size-11 shrink-0 overflow-hidden rounded-md border border-line"
      >
        {picture("size-full object-cover")}
      </button>
    </Card>
  );
}

function Text(props: Props) {
  const { attachment, file, onRemove, onText } = props;
  const t = useText();
  const [open, setOpen] = useState(false);
  const id = useId();
  const Icon = file.language === null ? FileText : FileCode2;
  return (
    <div className={open ? "w-full" : "w-full narrow:w-auto"}>
      <Card
        attachment={attachment}
        file={file}
        onRemove={onRemove}
        opened={{ open, id, toggle: () => setOpen(!open) }}
        more={
          onText === undefined ? null : (
            <IconButton label={t.attach.toText} data-testid="attachment-to-text" onClick={onText}>
              <TextCursorInput size={14} aria-hidden="true" />
            </IconButton>
          )
        }
      >
        <span className="flex size-11 shrink-0 items-center justify-center rounded-md bg-hover text-soft">
          <Icon size={18} aria-hidden="true" />
        </span>
      </Card>
      {open ? (
        <div id={id}>
          <WholeText file={file} />
        </div>
      ) : null}
    </div>
  );
}

interface CardProps {
  attachment: AttachmentView;
  file: FileView;
  onRemove?: () => void;
  opened?: { open: boolean; id: string; toggle: () => void };
  /** More to do about it. */
  more?: ReactNode;
  children: ReactNode;
}

function Card({ attachment, file, onRemove, opened, more, children }: CardProps) {
  const t = useText();
  const name = visibleLine(attachment.name);
  const words = (
    <span className="block min-w-0 flex-1">
      <Named className="block truncate font-medium">{attachment.name}</Named>
      <About attachment={attachment} file={file} />
      <FirstLine text={file.beginning} code={file.language !== null} />
    </span>
  );
  return (
    <div
      data-testid="attachment"
      data-kind={attachment.kind}
      data-name={attachment.name}
      title={name}
      className="flex min-h-16 w-full items-center narrow:w-72 gap-2.5 rounded-md border border-line bg-raised p-1.5 text-sm"
    >
      {children}
      {opened === undefined ? (
        words
      ) : (
        <button
          type="button"
          data-testid="attachment-toggle"
          aria-expanded={opened.open}
          aria-controls={opened.id}
          onClick={opened.toggle}
          className="-my-1 flex min-w-0 flex-1 items-center gap-2 rounded-md px-1 py-1 text-left hover:bg-hover"
        >
          {words}
          <ChevronRight
            size={14}
            aria-hidden="true"
            className={`shrink-0 text-soft ${opened.open ? "rotate-90" : ""}`}
          />
        </button>
      )}
      {more}
      {onRemove === undefined ? null : (
        <IconButton label={t.attach.remove(name)} data-testid="attachment-remove" onClick={onRemove}>
          <X size={14} aria-hidden="true" />
        </IconButton>
      )}
    </div>
  );
}

/** What it is by its content, and how much. */
function About({ attachment, file }: { attachment: AttachmentView; file: FileView }) {
  const t = useText();
  const language = useLanguage();
  const { kind } = attachment;
  const many =
    kind === "image" && file.width !== null && file.height !== null
      ? t.attach.pixels(file.width, file.height)
      : kind === "pdf"
        ? t.attach.pages(file.pages ?? 1)
        : kind === "text"
          ? t.attach.lines(file.lines ?? 1)
          : null;
  const what = kind === "image" || kind === "text" || kind === "pdf" ? t.attach.kinds[kind] : null;
  const facts = [file.language ?? what, many, size(file.size, language)].filter((fact) => fact !== null);
  return (
    <span className="block truncate text-xs text-soft">
      {facts.join(" · ")}
      {file.cut ? <span className="block truncate">{t.attach.cut}</span> : null}
    </span>
  );
}

function FirstLine({ text, code }: { text: string; code: boolean }) {
  const line = text.split("\n").find((one) => one.trim() !== "" && !/^\[Page \d+\]$/.test(one));
  return line === undefined ? null : (
    <bdi className={`block truncate text-xs text-soft ${code ? "font-mono" : ""}`}>{visible(line.trim())}</bdi>
  );
}
