/** The left side: conversations, tools and settings, and who one is. Over a narrow window it floats. */
import { PanelLeft, Plus, Settings as SettingsIcon, Wrench, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { useText } from "../i18n/text";
import { IconButton } from "../parts/button";
import { go, usePlace } from "../state/place";
import { countable, ready } from "../state/servers";
import { useCore } from "../state/store";
import { AccountMenu } from "./account-menu";
import { acts } from "./acts";
import { Conversations } from "./conversations";
import { SigningIn } from "./signing-in";

export function Sidebar() {
  const t = useText();
  const open = usePlace((place) => place.sidebar);
  const hidden = usePlace((place) => place.sidebarHidden);
  const box = useRef<HTMLElement>(null);
  const close = () => usePlace.setState({ sidebar: false });

  useEffect(() => {
    if (open) {
      box.current?.querySelector("button")?.focus();
      // What Escape did inside of it, such as clearing the search, comes first.
      const onKey = (event: KeyboardEvent) =>
        event.key === "Escape" && !event.defaultPrevented && usePlace.setState({ sidebar: false });
      addEventListener("keydown", onKey);
      return () => removeEventListener("keydown", onKey);
    }
  }, [open]);

  return (
    <>
      {open ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: a click outside closes; the keyboard has Escape and the button.
        // biome-ignore lint/a11y/useKeyWithClickEvents: as above.
        <div className="fixed inset-0 z-20 bg-shade narrow:hidden" onClick={close} />
      ) : null}
      <nav
        ref={box}
        data-testid="sidebar"
        aria-label={t.nav.label}
        className={`${open ? "fixed inset-y-0 left-0 z-30 flex shadow-float" : "hidden"} w-[260px] shrink-0 flex-col border-r border-line bg-side ${hidden ? "narrow:hidden" : "narrow:static narrow:flex narrow:shadow-none"}`}
      >
        <div className="flex gap-2 p-3 pb-2">
          <button
            type="button"
            data-testid="new-conversation"
            onClick={() => go({ screen: "chat", conversation: null })}
            className="inline-flex min-h-8 flex-1 items-center gap-2 rounded-md border border-edge/50 bg-raised px-2.5 hover:bg-hover"
          >
            <Plus size={16} aria-hidden="true" />
            {t.nav.newConversation}
          </button>
          <span className="hidden narrow:block">
            <IconButton label={t.nav.hideSidebar} data-testid="sidebar-hide" onClick={acts.toggleSidebar}>
              <PanelLeft size={16} aria-hidden="true" />
            </IconButton>
          </span>
          {open ? (
            <IconButton label={t.nav.closeSidebar} onClick={close} className="narrow:hidden">
              <X size={16} aria-hidden="true" />
            </IconButton>
          ) : null}
        </div>
        <Conversations />
        <div className="border-t border-line p-2">
          <SigningIn />
          <ToolsLink />
          <PageLink screen="settings" testId="nav-settings" icon={<SettingsIcon size={16} aria-hidden="true" />}>
            {t.nav.settings}
          </PageLink>
          <AccountMenu />
        </div>
      </nav>
    </>
  );
}

function ToolsLink() {
  const t = useText();
  const servers = useCore((state) => state.servers);
  const total = countable(servers).length;
  const up = ready(servers).length;
  const dot = total === 0 ? "border border-edge" : up === total ? "bg-ok" : up > 0 ? "half-dot" : "border border-warn";
  return (
    <PageLink screen="tools" testId="nav-tools" icon={<Wrench size={16} aria-hidden="true" />}>
      {t.nav.tools}
      <span
        data-testid="server-status"
        data-ready={up}
        data-total={total}
        title={t.nav.readyLabel(up, total)}
        className="ml-auto inline-flex items-center gap-1.5 text-sm text-soft tabular-nums"
      >
        <span aria-hidden="true" className={`size-2 rounded-full ${dot}`} />
        <span aria-hidden="true">{total === 0 ? t.nav.noServers : t.nav.ready(up, total)}</span>
        <span className="sr-only">{t.nav.readyLabel(up, total)}</span>
      </span>
    </PageLink>
  );
}

function PageLink({
  screen,
  testId,
  icon,
  children,
}: {
  screen: "tools" | "settings";
  testId: string;
  icon: React.ReactNode;
  children: React.ReactNode;
}) {
  const current = usePlace((place) => place.screen === screen && place.signIn === null);
  return (
    <button
      type="button"
      data-testid={testId}
      aria-current={current ? "page" : undefined}
      onClick={() => go({ screen })}
      className={`flex min-h-8 w-full items-center gap-2 rounded-md px-2.5 text-left hover:bg-hover ${current ? "bg-hover" : ""}`}
    >
      {icon}
      {children}
    </button>
  );
}

/** Where the sidebar is not: the way to it. */
export function SidebarToggle() {
  const t = useText();
  const hidden = usePlace((place) => place.sidebarHidden);
  return (
    <IconButton
      label={t.nav.openSidebar}
      data-testid="sidebar-toggle"
      onClick={acts.toggleSidebar}
      className={hidden ? "" : "narrow:hidden"}
    >
      <PanelLeft size={16} aria-hidden="true" />
    </IconButton>
  );
}
