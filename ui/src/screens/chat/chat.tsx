/** A conversation: its title, its stream, and where one writes. */
import { useText } from "../../i18n/text";
import { commands } from "../../ipc";
import { usePlace } from "../../state/place";
import { attempt } from "../../state/problems";
import { useCore } from "../../state/store";
import { ChatHeader } from "./chat-header";
import { Composer } from "./composer";
import { DetailsPanel } from "./details-panel";
import { DropTarget } from "./drop-target";
import { Empty } from "./empty";
import { PictureViewer } from "./picture-viewer";
import { ServersLine } from "./servers-line";
import { Stream } from "./stream";

export function Chat({ id }: { id: string | null }) {
  const t = useText();
  const view = useCore((state) => (id === null ? undefined : state.open[id]));
  const row = useCore((state) => state.conversations.find((conversation) => conversation.id === id));
  const summary = row ?? view?.summary;
  const profile = useCore((state) => state.profile);
  const empty = id === null || (view !== undefined && view.messages.length === 0);
  const details = usePlace((place) => place.details);

  return (
    <section
      data-testid="chat"
      data-conversation={id ?? ""}
      aria-label={t.chat.label}
      onKeyDown={(event) => {
        // Escape stops from anywhere in here; a menu's own Escape, which only passes through, does not.
        const here = event.target instanceof Node && event.currentTarget.contains(event.target);
        if (event.key === "Escape" && here && !event.defaultPrevented && id !== null && summary?.busy) {
          attempt(commands.stopTurn(id));
        }
      }}
      className="relative flex min-h-0 flex-1"
    >
      <div className="flex min-w-0 flex-1 flex-col">
        <ChatHeader key={`header ${id ?? ""}`} summary={summary} view={view} empty={empty} />
        {empty ? <Empty id={id} /> : view === undefined ? <Loading /> : <Stream key={id} view={view} />}
        <div className="shrink-0 px-4 pb-4">
          <div className="mx-auto w-full max-w-[72ch]">
            <ServersLine />
            <Composer key={`${profile} ${id ?? ""}`} id={id} view={view} busy={summary?.busy ?? false} />
          </div>
        </div>
      </div>
      {details && !empty ? <DetailsPanel view={view} /> : null}
      <DropTarget id={id} />
      <PictureViewer />
    </section>
  );
}

function Loading() {
  const t = useText();
  return (
    <div className="min-h-0 flex-1 px-4 py-6">
      <div className="mx-auto max-w-[72ch] space-y-4">
        <span className="sr-only">{t.loading}</span>
        <div className="skeleton ml-auto h-9 w-1/2" />
        <div className="skeleton h-4 w-5/6" />
        <div className="skeleton h-4 w-2/3" />
      </div>
    </div>
  );
}
