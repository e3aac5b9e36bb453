/** Resources that a result names. One adds them to the next message; none is read by itself. */
import { FilePlus2 } from "lucide-react";
import { useText } from "../../i18n/text";
import { type CallView, commands, type LinkView } from "../../ipc";
import { ErrorNote } from "../../parts/error-note";
import { Named } from "../../parts/named";
import { Spinner } from "../../parts/spinner";
import { visibleLine } from "../../parts/visible";
import { addAttached } from "../../state/attached";
import { usePlace } from "../../state/place";
import { useTask } from "../../state/problems";

export function ResourceLinks({ call }: { call: CallView }) {
  const t = useText();
  const links = call.links ?? [];
  if (links.length === 0 || call.server_id === "") {
    return null;
  }
  return (
    <ul aria-label={t.attach.links} data-testid="resource-links" className="mt-2 flex flex-col items-start gap-1">
      {links.map((link) => (
        <li key={link.uri} className="max-w-full">
          <ResourceLink server={call.server_id} link={link} />
        </li>
      ))}
    </ul>
  );
}

function ResourceLink({ server, link }: { server: string; link: LinkView }) {
  const t = useText();
  const { busy, error, run } = useTask();
  const conversation = usePlace((place) => place.conversation ?? null);
  const add = () => addAttached(conversation, commands.attachResource(server, link.uri));
  return (
    <>
      <button
        type="button"
        data-testid="resource-link"
        disabled={busy}
        onClick={() => void run(add)}
        aria-label={t.attach.addLink(visibleLine(link.title))}
        title={visibleLine(link.uri)}
        className="inline-flex min-h-8 max-w-full items-center gap-2 rounded-md border border-line px-2.5 hover:bg-hover"
      >
        {busy ? <Spinner /> : <FilePlus2 size={14} aria-hidden="true" className="shrink-0 text-soft" />}
        <Named className="truncate">{link.title}</Named>
      </button>
      {error ? <ErrorNote error={error} /> : null}
    </>
  );
}
