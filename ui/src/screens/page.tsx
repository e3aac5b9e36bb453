/** A page beside the chat: a title, and content in a column. */
import type { ReactNode } from "react";
import { SidebarToggle } from "../shell/sidebar";
import { usePlace } from "../state/place";

export function Page({
  testId,
  title,
  lead,
  action,
  wide = false,
  children,
}: {
  testId: string;
  title: string;
  lead?: string;
  action?: ReactNode;
  /** A wide window has a list of the page's parts at the left. */
  wide?: boolean;
  children: ReactNode;
}) {
  const hidden = usePlace((place) => place.sidebarHidden);
  return (
    <div data-testid={testId} className="relative min-h-0 flex-1 overflow-y-auto">
      <div
        className={`mx-auto max-w-[760px] ${wide ? "wide:max-w-[820px]" : ""} px-6 pt-3 pb-16 narrow:px-8 narrow:pt-10`}
      >
        <div className={`-ml-2 mb-2 h-8 ${hidden ? "" : "narrow:hidden"}`}>
          <SidebarToggle />
        </div>
        <header className="mb-8 flex flex-col items-start gap-x-6 gap-y-3 narrow:flex-row narrow:justify-between">
          <div className="min-w-0 max-w-[60ch]">
            <h1 className="text-xl font-semibold">{title}</h1>
            {lead ? <p className="mt-1.5 text-soft">{lead}</p> : null}
          </div>
          {action ? <div className="shrink-0">{action}</div> : null}
        </header>
        {children}
      </div>
    </div>
  );
}
