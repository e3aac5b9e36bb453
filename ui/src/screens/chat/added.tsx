/** What is added to the message that is being written: what is there, what is being read, and what can't be used. */
import { CircleAlert, X } from "lucide-react";
import { useSay } from "../../i18n/say";
import { useText } from "../../i18n/text";
import type { AttachmentView } from "../../ipc";
import { IconButton } from "../../parts/button";
import { Named } from "../../parts/named";
import { Spinner } from "../../parts/spinner";
import { visible, visibleLine } from "../../parts/visible";
import { removeAttached } from "../../state/attached";
import { type Coming, dismissComing, wasPasted } from "../../state/files";
import { Attachment } from "./attachment";

interface Props {
  id: string | null;
  attached: readonly AttachmentView[];
  coming: readonly Coming[];
  /** Makes what was pasted text in the field again. */
  onText: (attachment: AttachmentView) => void;
}

export function Added({ id, attached, coming, onText }: Props) {
  return attached.length + coming.length === 0 ? null : (
    <div data-testid="attached" className="flex max-h-[40vh] flex-wrap items-start gap-1.5 overflow-y-auto px-2 pt-2">
      {attached.map((one) => (
        <Attachment
          key={one.id}
          attachment={one}
          onRemove={() => removeAttached(id, one)}
          onText={wasPasted(one) ? () => onText(one) : undefined}
        />
      ))}
      {coming.map((one) => (
        <OnItsWay key={one.key} coming={one} onDismiss={() => dismissComing(id, one.key)} />
      ))}
    </div>
  );
}

function OnItsWay({ coming, onDismiss }: { coming: Coming; onDismiss: () => void }) {
  const t = useText();
  const say = useSay();
  const { name, refusal } = coming;
  if (refusal === null) {
    return (
      <div
        role="status"
        data-testid="attachment-coming"
        className="flex min-h-8 w-72 max-w-full items-center gap-2 rounded-md border border-line px-2.5 text-sm text-soft"
      >
        <Spinner />
        <span className="min-w-0 truncate">
          {t.attach.reading} <Named>{name}</Named>
        </span>
      </div>
    );
  }
  const why = typeof refusal === "string" ? t.attach.refused[refusal] : say(refusal.message) || t.somethingFailed;
  return (
    <div
      role="alert"
      data-testid="attachment-refused"
      className="flex w-full items-start gap-2 rounded-md border border-danger/40 py-1 pr-1 pl-2.5 text-sm"
    >
      <CircleAlert size={14} aria-hidden="true" className="mt-2 shrink-0 text-danger" />
      <p className="min-w-0 flex-1 py-1.5">
        <Named className="font-medium">{name}</Named>
        <span className="block">{visible(why)}</span>
      </p>
      <IconButton label={t.attach.remove(visibleLine(name))} data-testid="attachment-dismiss" onClick={onDismiss}>
        <X size={14} aria-hidden="true" />
      </IconButton>
    </div>
  );
}
