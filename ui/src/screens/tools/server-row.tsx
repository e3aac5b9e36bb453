/** A server: its state in words, the account, what one can do about it, and its tools. */
import { Activity, ChevronRight, Ellipsis, Power, SlidersHorizontal, Trash2, UserRoundCog } from "lucide-react";
import { useId, useState } from "react";
import { useSay } from "../../i18n/say";
import { useText } from "../../i18n/text";
import { commands, type ServerView } from "../../ipc";
import { Button, IconButton } from "../../parts/button";
import { confirm } from "../../parts/confirm";
import { DetailsFold } from "../../parts/details-fold";
import { ErrorNote } from "../../parts/error-note";
import { SetBy } from "../../parts/field";
import { LongText } from "../../parts/long-text";
import { Menu, MenuItem } from "../../parts/menu";
import { Named } from "../../parts/named";
import { StateDot, useStateWords } from "../../parts/server-state";
import { visible, visibleLine } from "../../parts/visible";
import { showOptions, showSignIn, usePlace } from "../../state/place";
import { attempt, useTask } from "../../state/problems";
import { isOpen } from "../../state/servers";
import { useCore } from "../../state/store";
import { Consent } from "./consent";
import { ServerOffers } from "./server-offers";
import { ServerOptionsForm } from "./server-options";
import { ServerTest } from "./server-test";
import { ToolList } from "./tool-list";

export function ServerRow({ server }: { server: ServerView }) {
  const t = useText();
  const words = useStateWords(server);
  const say = useSay();
  const company = useCore((state) => state.company?.name);
  const [open, setOpen] = useState(server.state.type === "ready");
  const [testing, setTesting] = useState(false);
  const id = useId();
  const name = visibleLine(server.name);
  const { state, tools } = server;
  const hasTools = tools.length > 0;
  const options = usePlace((place) => place.options === server.id) && server.source !== "policy";

  return (
    <section
      data-testid="server-row"
      data-server={server.id}
      data-state={state.type}
      aria-label={name}
      className="border-b border-line py-4"
    >
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-52 flex-1">
          <h2 className="flex items-center gap-2.5 font-semibold">
            <StateDot state={state} />
            {server.icon === null ? null : (
              <img src={server.icon} alt="" data-testid="server-icon" className="size-5 rounded object-contain" />
            )}
            <Named>{server.name}</Named>
          </h2>
          <div className="pl-5">
            <p>
              <span data-testid="server-state">
                <span {...(server.account === null ? {} : { "data-testid": "server-account" })}>{words}</span>
              </span>
            </p>
            {state.type === "consent_required" ? null : (
              <p className="text-sm break-all text-soft">{visible(server.url.replace(/^local:/, ""))}</p>
            )}
            {server.source === "policy" ? (
              <p className="text-sm">
                <SetBy who={visibleLine(say(company ?? t.yourCompany))} />
              </p>
            ) : null}
            {state.type === "waiting" ? (
              <DetailsFold message={state.error.message} details={state.error.details} code={state.error.code} />
            ) : null}
          </div>
        </div>
        <Actions server={server} onTest={() => setTesting(true)} />
      </div>
      {state.type === "failed" ? <ErrorNote error={state.error} className="mt-3 pl-5" /> : null}
      <Consent server={server} />
      {testing ? <ServerTest server={server} onClose={() => setTesting(false)} /> : null}
      {options ? <ServerOptionsForm server={server} onClose={() => showOptions(null)} /> : null}
      {hasTools || state.type === "ready" ? (
        <div className="mt-2 pl-3">
          <button
            type="button"
            data-testid="server-tools-toggle"
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
            className="inline-flex min-h-8 items-center gap-1 rounded-md px-1.5 text-sm text-soft hover:text-ink"
          >
            <ChevronRight size={14} aria-hidden="true" className={open ? "rotate-90" : ""} />
            {t.tools.count(tools.length)}
            <span className="sr-only"> · {name}</span>
          </button>
          {open ? (
            <div id={id} className="pl-2">
              <ToolList server={server} />
              {server.instructions ? (
                <div className="my-2 max-w-[64ch] text-sm text-soft">
                  <span className="font-medium">
                    {t.tools.about}
                    {t.colon}
                  </span>
                  <LongText text={server.instructions} />
                </div>
              ) : null}
              {server.scopes.length === 0 ? null : (
                <p data-testid="server-scopes" className="my-2 text-sm text-soft">
                  {t.tools.scopes}
                  {t.colon}
                  <bdi className="font-mono">{visibleLine(server.scopes.join(", "))}</bdi>
                </p>
              )}
            </div>
          ) : null}
          <ServerOffers server={server} />
        </div>
      ) : null}
    </section>
  );
}

function Actions({ server, onTest }: { server: ServerView; onTest: () => void }) {
  const t = useText();
  const { busy, error, run } = useTask();
  const pending = useCore((state) => state.sign_ins.find((signIn) => signIn.server_id === server.id && isOpen(signIn)));
  const { type } = server.state;
  const signedIn = server.account !== null || server.signed_in_until !== null || server.scopes.length > 0;

  return (
    <div className="flex flex-col items-end gap-2">
      <div className="flex flex-wrap justify-end gap-2">
        {pending !== undefined ? (
          <Button onClick={() => showSignIn(pending.id)}>
            {t.tools.waitingBrowser} · {t.tools.show}
          </Button>
        ) : type === "sign_in_required" ? (
          <Button
            kind="primary"
            data-testid="server-sign-in"
            busy={busy}
            onClick={() => void run(() => commands.signIn(server.id))}
          >
            {t.tools.signIn}
          </Button>
        ) : signedIn ? (
          <Button data-testid="server-sign-out" busy={busy} onClick={() => void run(() => commands.signOut(server.id))}>
            {t.tools.signOut}
          </Button>
        ) : null}
        {type === "waiting" || type === "failed" ? (
          <Button data-testid="server-retry" onClick={() => void run(() => commands.retryServer(server.id))}>
            {t.tools.retry}
          </Button>
        ) : null}
        <More server={server} signedIn={signedIn} onTest={onTest} />
      </div>
      {error ? <ErrorNote error={error} /> : null}
    </div>
  );
}

/** What is seldom wanted: another account, how to sign in, away with it. */
function More({ server, signedIn, onTest }: { server: ServerView; signedIn: boolean; onTest: () => void }) {
  const t = useText();
  const own = server.source !== "policy";
  const local = server.url.startsWith("local:");
  const off = server.state.type === "off";
  const name = visibleLine(server.name);
  return (
    <Menu
      label={t.tools.more(name)}
      align="end"
      trigger={
        <IconButton label={t.tools.more(name)} data-testid="server-more">
          <Ellipsis size={16} aria-hidden="true" />
        </IconButton>
      }
    >
      {signedIn ? (
        <MenuItem
          data-testid="server-switch"
          icon={<UserRoundCog size={14} aria-hidden="true" />}
          onClick={() => attempt(commands.switchAccount(server.id))}
        >
          {t.tools.switchAccount}
        </MenuItem>
      ) : null}
      {off || server.state.type === "consent_required" ? null : (
        <MenuItem data-testid="server-test" icon={<Activity size={14} aria-hidden="true" />} onClick={onTest}>
          {t.tools.test}
        </MenuItem>
      )}
      <MenuItem
        data-testid="server-off"
        icon={<Power size={14} aria-hidden="true" />}
        onClick={() => attempt(commands.setServerOff(server.id, !off))}
      >
        {off ? t.tools.switchOn : t.tools.switchOff}
      </MenuItem>
      {own ? (
        <>
          {local ? null : (
            <MenuItem
              data-testid="server-options-open"
              icon={<SlidersHorizontal size={14} aria-hidden="true" />}
              onClick={() => showOptions(server.id)}
            >
              {t.tools.options}
            </MenuItem>
          )}
          <MenuItem
            data-testid="server-remove"
            icon={<Trash2 size={14} aria-hidden="true" />}
            onClick={() =>
              confirm({
                title: t.tools.removeTitle(name),
                text: t.tools.removeText,
                ok: t.remove,
                onYes: () => attempt(commands.removeServer(server.id)),
              })
            }
          >
            {t.remove}
          </MenuItem>
        </>
      ) : null}
    </Menu>
  );
}
