/** What a server offers beside tools: prompts and what it lets one read. Both are used in a chat, behind / and @. */
import { useText } from "../../i18n/text";
import type { ServerView } from "../../ipc";
import { Fold } from "../../parts/fold";
import { Named } from "../../parts/named";
import { visibleLine } from "../../parts/visible";

export function ServerOffers({ server }: { server: ServerView }) {
  const t = useText();
  const readable = [
    ...server.resources.map(({ uri, title, description }) => ({ name: uri, title, description })),
    ...server.templates.map(({ uri_template, title, description }) => ({ name: uri_template, title, description })),
  ];
  const groups = [
    { key: "prompts", label: t.tools.prompts(server.prompts.length), hint: t.tools.promptsHint, items: server.prompts },
    { key: "resources", label: t.tools.resources(readable.length), hint: t.tools.resourcesHint, items: readable },
  ].filter((group) => group.items.length > 0);
  return (
    <>
      {groups.map((group) => (
        <div key={group.key} className="mt-1 pl-3">
          <Fold label={group.label} data-testid={`server-${group.key}`}>
            <div className="pl-2">
              <p className="text-sm text-soft">{group.hint}</p>
              <ul>
                {group.items.map((item) => (
                  <li
                    key={item.name}
                    className="border-t border-line py-2 first:border-0"
                    title={visibleLine(item.name)}
                  >
                    <Named>{item.title}</Named>
                    {item.description === "" ? null : (
                      <p className="line-clamp-2 max-w-[60ch] text-sm text-soft">
                        <bdi>{visibleLine(item.description)}</bdi>
                      </p>
                    )}
                  </li>
                ))}
              </ul>
            </div>
          </Fold>
        </div>
      ))}
    </>
  );
}
