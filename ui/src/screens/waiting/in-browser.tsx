/** The browser is open: open it again, copy its address, paste its answer, take another way, give up. */
import { ClipboardPaste, ExternalLink, Route } from "lucide-react";
import { useState } from "react";
import { useSay } from "../../i18n/say";
import { useText } from "../../i18n/text";
import { commands, type SignInView } from "../../ipc";
import { Button, buttonClass } from "../../parts/button";
import { CopyButton } from "../../parts/copy-button";
import { DetailsFold } from "../../parts/details-fold";
import { ErrorNote } from "../../parts/error-note";
import { Menu, MenuItem } from "../../parts/menu";
import { SecretForm } from "../../parts/secret-form";
import { visible } from "../../parts/visible";
import { useTask } from "../../state/problems";
import { Countdown } from "./countdown";

export function InBrowser({ signIn }: { signIn: SignInView }) {
  const t = useText();
  const say = useSay();
  const [pasting, setPasting] = useState(false);
  const { busy, error, run } = useTask();
  const paste = pasting || signIn.way === "paste";

  return (
    <>
      {signIn.warnings.map((warning) => (
        <p key={say(warning)} className="mt-3 border-l-2 border-warn pl-3">
          {visible(say(warning))}
        </p>
      ))}
      <div className="mt-6">
        <Button
          kind="primary"
          data-testid="waiting-reopen"
          busy={busy}
          icon={<ExternalLink size={14} aria-hidden="true" />}
          onClick={() => void run(() => commands.signInReopen(signIn.id))}
        >
          {t.waiting.reopen}
        </Button>
      </div>

      {paste ? (
        <div className="mt-5">
          <SecretForm
            plain
            autoFocus={pasting}
            label={t.waiting.pasteLabel}
            submitLabel={t.waiting.pasteSubmit}
            emptyMessage={t.waiting.pasteEmpty}
            inputTestId="waiting-paste"
            submitTestId="waiting-paste-submit"
            onSubmit={(text) => commands.signInPaste(signIn.id, text.trim())}
          />
        </div>
      ) : null}

      {error ? <ErrorNote error={error} className="mt-4" /> : null}

      <div className="mt-4 -ml-2.5 flex flex-wrap items-center gap-x-1">
        {signIn.url === null ? null : (
          <CopyButton
            kind="quiet"
            text={signIn.url}
            label={t.waiting.copyLink}
            data-testid="waiting-copy"
            data-url={signIn.url}
          />
        )}
        {paste ? null : (
          <Button
            kind="quiet"
            data-testid="waiting-paste-open"
            icon={<ClipboardPaste size={14} aria-hidden="true" />}
            onClick={() => setPasting(true)}
          >
            {t.waiting.paste}
          </Button>
        )}
        {signIn.other_ways.length > 0 ? (
          <Menu
            label={t.waiting.other}
            trigger={
              <button type="button" data-testid="waiting-other" className={buttonClass("quiet")}>
                <Route size={14} aria-hidden="true" />
                {t.waiting.other}
              </button>
            }
          >
            {signIn.other_ways.map((way) => (
              <MenuItem
                key={way}
                data-testid={`waiting-way-${way}`}
                onClick={() => void run(() => commands.signInUse(signIn.id, way))}
              >
                {t.waiting.way[way]}
              </MenuItem>
            ))}
          </Menu>
        ) : null}
      </div>

      <div className="mt-4 flex flex-wrap items-center justify-between gap-3 border-t border-line pt-4">
        <Button data-testid="waiting-cancel" onClick={() => void run(() => commands.signInCancel(signIn.id))}>
          {t.cancel}
        </Button>
        <Countdown until={signIn.expires_at} />
      </div>
      <DetailsFold details={null} message={t.waiting.title} trace={signIn.trace} />
    </>
  );
}
