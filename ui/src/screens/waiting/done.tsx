/** Signed in: as whom, and what one may use now. */
import { CircleCheck } from "lucide-react";
import { useEffect, useRef } from "react";
import { useSay } from "../../i18n/say";
import { useText } from "../../i18n/text";
import type { SignInView } from "../../ipc";
import { Button } from "../../parts/button";
import { DetailsFold } from "../../parts/details-fold";
import { Named } from "../../parts/named";
import { visible, visibleLine } from "../../parts/visible";
import { leaveSignIn } from "../../state/place";
import { useCore } from "../../state/store";
import { ServerName } from "./waiting";

export function Done({ signIn, account }: { signIn: SignInView; account: string | null }) {
  const t = useText();
  const say = useSay();
  const server = useCore((state) => state.servers.find((other) => other.id === signIn.server_id));
  const go = useRef<HTMLButtonElement>(null);
  const tools = server?.tools.filter((tool) => tool.rule !== "block") ?? [];
  useEffect(() => go.current?.focus(), []);

  return (
    <>
      <CircleCheck size={28} aria-hidden="true" className="mb-3 text-ok" />
      <h1 data-testid="signed-in-as" data-account={account ?? ""} className="text-xl font-semibold">
        {account === null ? t.waiting.done : t.waiting.doneAs(visibleLine(account))}
      </h1>
      <ServerName signIn={signIn} />
      {signIn.warnings.map((warning) => (
        <p key={say(warning)} className="mt-3 border-l-2 border-warn pl-3">
          {visible(say(warning))}
        </p>
      ))}
      {/* Above the tools: they come a moment later, and what one is about to press is not to move. */}
      <div className="mt-5">
        <Button ref={go} kind="primary" data-testid="waiting-continue" onClick={leaveSignIn}>
          {t.waiting.go}
        </Button>
      </div>
      <p className="mt-6 text-sm font-medium">
        {tools.length === 0
          ? t.waiting.doneNoTools
          : t.waiting.doneTools(tools.length, visibleLine(signIn.server_name))}
      </p>
      {/* Its room is there before they are: the page stands in the middle, and all of it would move up. */}
      <div className="mt-1 h-72">
        {/* Nothing in it takes the focus, and the keyboard has to scroll it. */}
        <ul tabIndex={tools.length === 0 ? -1 : 0} className="max-h-full overflow-y-auto pr-3">
          {tools.map((tool) => (
            <li
              key={tool.name}
              data-testid="signed-in-tool"
              data-tool={tool.name}
              className="border-b border-line py-2 last:border-0"
            >
              <Named>{tool.title}</Named>
              {tool.description === "" ? null : (
                <span className="line-clamp-1 text-sm text-soft">
                  <bdi>{visibleLine(tool.description)}</bdi>
                </span>
              )}
            </li>
          ))}
        </ul>
      </div>
      <DetailsFold details={null} message={t.waiting.done} trace={signIn.trace} />
    </>
  );
}
