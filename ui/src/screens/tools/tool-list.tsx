/** The tools of a server, each with what happens when it is called. A long list can be filtered. */
import { useState } from "react";
import { useText } from "../../i18n/text";
import { commands, type Rule, type ServerView, type ToolView } from "../../ipc";
import { TextInput } from "../../parts/field";
import { Named } from "../../parts/named";
import { visibleLine } from "../../parts/visible";
import { attempt } from "../../state/problems";
import { SetByCompany } from "./set-by-company";

/** From this many tools on, a filter is worth its place. */
const MANY = 12;

export function ToolList({ server }: { server: ServerView }) {
  const t = useText();
  const [filter, setFilter] = useState("");
  const lower = filter.trim().toLowerCase();
  const tools = server.tools.filter(
    (tool) => lower === "" || `${tool.title} ${tool.name} ${tool.description}`.toLowerCase().includes(lower),
  );
  if (server.tools.length === 0) {
    return <p className="py-2 text-soft">{t.tools.noTools}</p>;
  }
  return (
    <>
      {server.tools.length >= MANY ? (
        <TextInput
          type="search"
          aria-label={t.tools.filter}
          placeholder={t.tools.filter}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          className="my-2 max-w-72"
        />
      ) : null}
      <ul>
        {tools.map((tool) => (
          <ToolRow key={tool.name} server={server.id} tool={tool} />
        ))}
      </ul>
    </>
  );
}

const rules: readonly Rule[] = ["ask", "allow", "block"];

function ToolRow({ server, tool }: { server: string; tool: ToolView }) {
  const t = useText();
  const title = visibleLine(tool.title || tool.name);
  const says = [
    tool.effects.read_only ? t.tools.readOnly : "",
    // Who says it only reads can't mean that it deletes.
    tool.effects.destructive && !tool.effects.read_only ? t.tools.destructive : "",
    tool.effects.open_world ? t.tools.openWorld : "",
  ].filter((words) => words !== "");
  return (
    <li
      data-testid="tool-row"
      data-tool={tool.name}
      data-server={server}
      data-rule={tool.rule}
      data-locked={tool.locked}
      className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 border-t border-line py-2.5 first:border-0"
    >
      <div className="min-w-52 flex-1">
        <p title={tool.name}>
          <Named>{title}</Named>
        </p>
        {tool.description === "" ? null : (
          <p className="line-clamp-2 max-w-[60ch] text-sm text-soft">
            <bdi>{visibleLine(tool.description)}</bdi>
          </p>
        )}
        {says.length > 0 ? <p className="text-sm text-soft">{says.join(" · ")}</p> : null}
      </div>
      <div className="narrow:text-right">
        <RuleChoice server={server} tool={tool} title={title} />
        {tool.locked ? <SetByCompany /> : null}
      </div>
    </li>
  );
}

/** Radios that look like one control: the arrow keys choose, as everywhere. */
function RuleChoice({ server, tool, title }: { server: string; tool: ToolView; title: string }) {
  const t = useText();
  const name = `rule ${server} ${tool.name}`;
  return (
    <fieldset
      disabled={tool.locked}
      className="inline-flex rounded-md border border-edge/50 disabled:opacity-60 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
    >
      <legend className="sr-only">{t.tools.ruleLabel(title)}</legend>
      {rules.map((rule, index) => (
        <label
          key={rule}
          className={`inline-flex min-h-8 items-center px-3 text-sm ${index === 0 ? "rounded-l-[5px]" : "border-l border-edge/50"} last:rounded-r-[5px] ${tool.rule === rule ? "bg-tint font-medium text-accent" : tool.locked ? "" : "hover:bg-hover"}`}
        >
          <input
            type="radio"
            name={name}
            value={rule}
            checked={tool.rule === rule}
            data-testid={`rule-${rule}`}
            onChange={() => attempt(commands.setToolRule(server, tool.name, rule))}
            className="sr-only"
          />
          {t.tools.rule[rule]}
        </label>
      ))}
    </fieldset>
  );
}
