/** JSON for people: a table for a list of objects, names and values for one object, text otherwise. */
import { useState } from "react";
import { useLanguage, useText } from "../i18n/text";
import { LongText } from "../parts/long-text";
import { type Json, printJson } from "./parse";
import { keyWords, plainWords } from "./words";

/** Rows or lines shown before a fold. */
export const FOLD = 12;
/** Nesting that is laid out; what is deeper stands as JSON. */
const LAID_OUT = 3;
const COLUMNS = 8;

export function JsonView({ value, depth = 0 }: { value: Json; depth?: number }) {
  const t = useText();
  const language = useLanguage();
  const plain = plainWords(value, t, language);
  if (plain !== null) {
    return <Plain value={value} text={plain} />;
  }
  if (depth >= LAID_OUT) {
    return <LongText text={printJson(value)} mono />;
  }
  if (value.kind === "object") {
    return <KeyValues entries={value.entries} depth={depth} />;
  }
  if (value.kind === "array") {
    const columns = columnsOf(value.items);
    return columns === null ? (
      <Items items={value.items} depth={depth} />
    ) : (
      <Table items={value.items} columns={columns} depth={depth} />
    );
  }
  return null;
}

function Plain({ value, text }: { value: Json; text: string }) {
  const empty = value.kind === "null" || (value.kind === "string" && value.value === "");
  return empty ? (
    <span className="text-soft">{text}</span>
  ) : value.kind === "number" ? (
    <span className="tabular-nums">{text}</span>
  ) : (
    <LongText text={text} ready />
  );
}

function KeyValues({ entries, depth }: { entries: [string, Json][]; depth: number }) {
  const t = useText();
  const [all, setAll] = useState(false);
  if (entries.length === 0) {
    return <span className="text-soft">{t.call.nothing}</span>;
  }
  return (
    <>
      <dl className="grid grid-cols-[minmax(80px,max-content)_minmax(0,1fr)] gap-x-5 gap-y-1">
        {(all ? entries : entries.slice(0, FOLD)).map(([key, item], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: keys may be doubled in what a server writes; the list never moves.
          <div key={index} className="contents">
            <dt className={`text-soft ${isTable(item) ? "col-span-2" : "max-w-56"}`} title={key}>
              {keyWords(key)}
            </dt>
            <dd className={`min-w-0 ${isTable(item) ? "col-span-2" : ""}`}>
              <JsonView value={item} depth={depth + 1} />
            </dd>
          </div>
        ))}
      </dl>
      <ShowAll count={entries.length} all={all} onChange={setAll} words={t.call.showAll} />
    </>
  );
}

function Items({ items, depth }: { items: Json[]; depth: number }) {
  const t = useText();
  const [all, setAll] = useState(false);
  if (items.length === 0) {
    return <span className="text-soft">{t.call.nothing}</span>;
  }
  return (
    <>
      <ul className="space-y-1">
        {(all ? items : items.slice(0, FOLD)).map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a list that never changes.
          <li key={index} className="flex gap-2">
            <span aria-hidden="true" className="text-soft">
              –
            </span>
            <span className="min-w-0 flex-1">
              <JsonView value={item} depth={depth + 1} />
            </span>
          </li>
        ))}
      </ul>
      <ShowAll count={items.length} all={all} onChange={setAll} words={t.call.showAll} />
    </>
  );
}

function Table({ items, columns, depth }: { items: Json[]; columns: string[]; depth: number }) {
  const t = useText();
  const [all, setAll] = useState(false);
  const numeric = new Set(
    columns.filter((column) => items.every((item) => ["number", "null"].includes(cell(item, column).kind))),
  );
  return (
    <>
      <div className="overflow-x-auto">
        <table className="w-full border-collapse text-left">
          <thead>
            <tr className="border-b border-line">
              {columns.map((column) => (
                <th
                  key={column}
                  scope="col"
                  title={column}
                  className={`py-1.5 pr-5 align-bottom font-medium whitespace-nowrap text-soft last:pr-0 ${numeric.has(column) ? "text-right" : ""}`}
                >
                  {keyWords(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(all ? items : items.slice(0, FOLD)).map((item, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a list that never changes.
              <tr key={index} className="border-b border-line last:border-0">
                {columns.map((column) => (
                  <td
                    key={column}
                    className={`min-w-16 py-1.5 pr-5 align-top [overflow-wrap:break-word] last:pr-0 ${numeric.has(column) ? "text-right" : ""}`}
                  >
                    <JsonView value={cell(item, column)} depth={depth + 1} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ShowAll count={items.length} all={all} onChange={setAll} words={t.call.showRows} />
    </>
  );
}

export function ShowAll({
  count,
  all,
  onChange,
  words,
}: {
  count: number;
  all: boolean;
  onChange: (all: boolean) => void;
  words: (count: number) => string;
}) {
  const t = useText();
  return count <= FOLD ? null : (
    <button
      type="button"
      data-testid="show-all"
      aria-expanded={all}
      onClick={() => onChange(!all)}
      className="-ml-1.5 inline-flex min-h-8 items-center rounded-md px-1.5 text-accent hover:underline"
    >
      {all ? t.call.showLess : words(count)}
    </button>
  );
}

/** A table takes the whole width, under its name. */
function isTable(value: Json): boolean {
  return value.kind === "array" && columnsOf(value.items) !== null;
}

function cell(item: Json, column: string): Json {
  const found = item.kind === "object" ? item.entries.find(([key]) => key === column) : undefined;
  return found?.[1] ?? { kind: "null" };
}

/** The columns of a list of objects; null when it is not one, or has too many. */
function columnsOf(items: Json[]): string[] | null {
  if (items.length === 0 || !items.every((item) => item.kind === "object")) {
    return null;
  }
  const columns = new Set(items.flatMap((item) => (item.kind === "object" ? item.entries.map(([key]) => key) : [])));
  return columns.size === 0 || columns.size > COLUMNS ? null : [...columns];
}
