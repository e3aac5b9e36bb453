/** Servers and their tools: who one is there, and what may happen when a tool is called. */
import { Plus } from "lucide-react";
import { useState } from "react";
import { useText } from "../../i18n/text";
import { commands } from "../../ipc";
import { Button } from "../../parts/button";
import { copyText } from "../../parts/clipboard";
import { attempt } from "../../state/problems";
import { soon } from "../../state/soon";
import { useCore } from "../../state/store";
import { useWantedForm } from "../../state/wanted-form";
import { Page } from "../page";
import { ConnectForm } from "../welcome/connect-form";
import { ImportPanel } from "./import-panel";
import { Patterns } from "./patterns";
import { ServerRow } from "./server-row";

export default function Tools() {
  const t = useText();
  const servers = useCore((state) => state.servers);
  const [adding, setAdding] = useState(false);
  const [importing, setImporting] = useState(false);
  const [copied, setCopied] = useState(false);
  useWantedForm("server", () => {
    setAdding(true);
    // The palette gives the focus back first.
    soon(() => document.querySelector<HTMLElement>("[data-testid=connect-url]")?.focus());
  });
  return (
    <Page
      testId="tools-page"
      title={t.tools.title}
      lead={t.tools.lead}
      action={
        <div className="flex flex-wrap gap-2">
          <Button data-testid="import-open" aria-expanded={importing} onClick={() => setImporting(true)}>
            {t.tools.importOpen}
          </Button>
          <Button
            data-testid="add-server"
            aria-expanded={adding}
            icon={<Plus size={14} aria-hidden="true" />}
            onClick={() => setAdding(true)}
          >
            {t.tools.add}
          </Button>
        </div>
      }
    >
      {adding ? (
        <div className="mb-8 max-w-[480px]">
          <ConnectForm onClose={() => setAdding(false)} />
        </div>
      ) : null}
      {importing ? <ImportPanel onClose={() => setImporting(false)} /> : null}
      {servers.length === 0 && !adding ? (
        <div className="border-t border-line py-8">
          <p className="font-medium">{t.tools.empty}</p>
          <p className="mt-1 text-soft">{t.tools.emptyLead}</p>
        </div>
      ) : null}
      <div className="border-t border-line">
        {servers.map((server) => (
          <ServerRow key={server.id} server={server} />
        ))}
      </div>
      {servers.length === 0 ? null : <Patterns />}
      {servers.length === 0 ? null : (
        <Button
          kind="quiet"
          data-testid="export-copy"
          className="mt-3 -ml-2.5 text-sm text-soft"
          onClick={() =>
            attempt(
              commands
                .exportServers()
                .then(copyText)
                .then(() => setCopied(true)),
            )
          }
        >
          {copied ? t.tools.exported : t.tools.exportCopy}
        </Button>
      )}
    </Page>
  );
}
