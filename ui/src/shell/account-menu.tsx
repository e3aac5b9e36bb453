/** Who am I, to what am I signed in, until when; and how to sign out. */
import {
  ChevronsUpDown,
  CircleUser,
  FlaskConical,
  Keyboard,
  LogOut,
  Settings as SettingsIcon,
  UserRoundCog,
} from "lucide-react";
import { absolute, relative, useLanguage, useText } from "../i18n/text";
import { commands } from "../ipc";
import { Menu, MenuItem, MenuSeparator } from "../parts/menu";
import { Named } from "../parts/named";
import { visibleLine } from "../parts/visible";
import { go } from "../state/place";
import { attempt } from "../state/problems";
import { accounts, signedIn } from "../state/servers";
import { useCore } from "../state/store";
import { openShortcuts } from "./layers";
import { leaveDemo } from "./leave-demo";

export function AccountMenu() {
  const t = useText();
  const language = useLanguage();
  const servers = useCore((state) => state.servers);
  const demo = useCore((state) => state.profile === "demo");
  const mine = signedIn(servers);
  const names = accounts(mine);
  const first = names[0];
  const who = first !== undefined ? visibleLine(first) : mine.length > 0 ? t.account.signedIn : t.account.signedOut;

  return (
    <Menu
      label={t.account.label(who)}
      side="top"
      trigger={
        <button
          type="button"
          data-testid="account-menu"
          aria-label={t.account.label(who)}
          className="flex min-h-9 w-full items-center gap-2 rounded-md px-2.5 text-left hover:bg-hover data-popup-open:bg-hover"
        >
          <CircleUser size={16} aria-hidden="true" className="shrink-0" />
          <span className="min-w-0 flex-1 truncate">
            <bdi>{who}</bdi>
            {names.length > 1 ? <span className="text-soft"> {t.account.more(names.length - 1)}</span> : null}
          </span>
          <ChevronsUpDown size={14} aria-hidden="true" className="shrink-0 text-soft" />
        </button>
      }
    >
      {mine.length === 0 ? (
        <p className="max-w-64 px-2.5 py-2 text-soft">{t.account.nothing}</p>
      ) : (
        <>
          <p className="px-2.5 pt-1.5 pb-1 text-xs font-medium text-soft">{t.account.signedInTo}</p>
          {mine.map((server) => (
            <div
              key={server.id}
              data-testid="account-server"
              data-server={server.id}
              data-account={server.account ?? ""}
            >
              <p className="px-2.5 pt-1">
                <Named className="font-medium">{server.name}</Named>
                <span className="block text-sm text-soft">
                  <Named>{server.account ?? t.account.signedIn}</Named>
                </span>
                <span
                  className="block text-sm text-soft"
                  title={server.signed_in_until === null ? undefined : absolute(server.signed_in_until, language)}
                >
                  {server.signed_in_until === null
                    ? t.account.untilUnknown
                    : t.until(relative(server.signed_in_until, Date.now(), language))}
                </span>
              </p>
              <MenuItem
                data-testid="switch-account"
                data-server={server.id}
                icon={<UserRoundCog size={14} aria-hidden="true" />}
                onClick={() => attempt(commands.switchAccount(server.id))}
              >
                {t.account.switchAt(visibleLine(server.name))}
              </MenuItem>
              <MenuItem
                data-testid="sign-out"
                data-server={server.id}
                icon={<LogOut size={14} aria-hidden="true" />}
                onClick={() => attempt(commands.signOut(server.id))}
              >
                {t.account.signOutOf(visibleLine(server.name))}
              </MenuItem>
            </div>
          ))}
        </>
      )}
      <MenuSeparator />
      <MenuItem
        data-testid="account-settings"
        icon={<SettingsIcon size={14} aria-hidden="true" />}
        onClick={() => go({ screen: "settings" })}
      >
        {t.account.settings}
      </MenuItem>
      <MenuItem
        data-testid="account-shortcuts"
        icon={<Keyboard size={14} aria-hidden="true" />}
        // After the menu has given the focus back: the list of keys gives it back to the same place.
        onClick={() => requestAnimationFrame(openShortcuts)}
      >
        {t.account.shortcuts}
      </MenuItem>
      {demo ? (
        <MenuItem
          data-testid="account-leave-demo"
          icon={<FlaskConical size={14} aria-hidden="true" />}
          onClick={() => leaveDemo(t)}
        >
          {t.account.leaveDemo}
        </MenuItem>
      ) : null}
    </Menu>
  );
}
