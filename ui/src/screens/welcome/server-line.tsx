/** A server that is there but not signed in to: its name, and its state in words. */
import type { ServerView } from "../../ipc";
import { Named } from "../../parts/named";
import { StateDot, useStateWords } from "../../parts/server-state";

export function ServerLine({ server }: { server: ServerView }) {
  const words = useStateWords(server);
  return (
    <li data-testid="server-line" className="flex min-h-8 items-baseline gap-2 text-sm">
      <StateDot state={server.state} />
      <Named className="font-medium">{server.name}</Named>
      <span className="min-w-0 text-soft">{words}</span>
    </li>
  );
}
