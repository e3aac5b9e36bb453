/** All settings, on one page that can be searched. */
import { Search } from "lucide-react";
import { useDeferredValue, useMemo, useRef, useState } from "react";
import { useText } from "../../i18n/text";
import { Button } from "../../parts/button";
import { inputClass } from "../../parts/field";
import { visible } from "../../parts/visible";
import { useCore } from "../../state/store";
import { Page } from "../page";
import { Appearance } from "./appearance";
import { CompanyFiles } from "./company-files";
import { Conversations } from "./conversations";
import { Desktop } from "./desktop";
import { Diagnostics } from "./diagnostics";
import { partsOf, search } from "./finding";
import { Instructions } from "./instructions";
import { Keyboard } from "./keyboard";
import { LocalServer } from "./local-server";
import { Part } from "./part";
import { PartsList } from "./parts-list";
import { Providers } from "./providers";
import { SigningIn } from "./signing-in";

export default function Settings() {
  const t = useText();
  const version = useCore((state) => state.version);
  const local = useCore((state) => state.local_server);
  const company = useCore((state) => state.company);
  const [typed, setTyped] = useState("");
  const wanted = useDeferredValue(typed.trim());
  const parts = useMemo(() => partsOf(t, { local_server: local, company }), [t, local, company]);
  const found = useMemo(() => search(parts, wanted), [parts, wanted]);
  const shown = useMemo(() => parts.filter(({ id }) => found.has(id)), [parts, found]);
  const field = useRef<HTMLInputElement>(null);
  const page = useRef<HTMLDivElement>(null);

  return (
    <Page testId="settings-page" title={t.settings.title} wide>
      <div ref={page} className="wide:grid wide:grid-cols-[200px_minmax(0,1fr)] wide:gap-x-10">
        <PartsList parts={shown} page={page} />
        <div>
          <div className="relative mb-8 max-w-[480px]">
            <Search
              size={14}
              aria-hidden="true"
              className="pointer-events-none absolute top-1/2 left-[10px] -translate-y-1/2 text-soft"
            />
            <input
              ref={field}
              type="search"
              data-testid="settings-search"
              aria-label={t.settings.find}
              placeholder={t.settings.find}
              spellCheck={false}
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === "Escape" && typed !== "" && !event.nativeEvent.isComposing) {
                  event.preventDefault();
                  setTyped("");
                }
              }}
              className={`${inputClass} pl-[32px] [&::-webkit-search-cancel-button]:appearance-none`}
            />
            <span aria-live="polite" className="sr-only">
              {wanted === "" || shown.length === 0 ? "" : t.settings.found(shown.length)}
            </span>
          </div>
          {shown.length === 0 ? (
            <div role="status" data-testid="settings-nothing">
              <p className="mb-3">{t.settings.nothing(visible(wanted))}</p>
              <Button
                data-testid="settings-show-all"
                onClick={() => {
                  setTyped("");
                  field.current?.focus();
                }}
              >
                {t.settings.showAll}
              </Button>
            </div>
          ) : null}
          <Part id="appearance" found={found}>
            <Appearance />
          </Part>
          <Part id="keyboard" found={found}>
            <Keyboard />
          </Part>
          <Part id="desktop" found={found}>
            <Desktop />
          </Part>
          <Part id="models" found={found}>
            {/* The search may hide it. */}
            <Providers onWanted={() => setTyped("")} />
          </Part>
          <Part id="instructions" found={found}>
            <Instructions />
          </Part>
          <Part id="conversations" found={found}>
            <Conversations />
          </Part>
          <Part id="sign_in" found={found}>
            <SigningIn />
          </Part>
          {local === null ? null : (
            <Part id="local" found={found}>
              <LocalServer local={local} />
            </Part>
          )}
          <Part id="diagnostics" found={found}>
            <Diagnostics />
          </Part>
          <Part id="company" found={found}>
            <CompanyFiles />
          </Part>
          <p hidden={wanted !== ""} className="border-t border-line pt-4 text-sm text-soft">
            {t.settings.version(version)}
          </p>
        </div>
      </div>
    </Page>
  );
}
