/** Headers that are sent as they are: a name and a value each. A value that is kept is never shown. */
import { Plus, X } from "lucide-react";
import { useRef, useState } from "react";
import { useText } from "../../i18n/text";
import { Button } from "../../parts/button";
import { TextInput } from "../../parts/field";
import { visibleLine } from "../../parts/visible";

export function HeaderFields({ kept }: { kept: readonly string[] }) {
  const t = useText();
  const next = useRef(1);
  const [rows, setRows] = useState(() =>
    kept.length === 0
      ? [{ key: "new-0", name: "Authorization", had: false }]
      : kept.map((name) => ({ key: name, name, had: true })),
  );
  return (
    <fieldset className="space-y-2">
      <legend className="mb-1 text-sm font-medium">{t.serverOptions.headers}</legend>
      {rows.map((row) => (
        <div key={row.key} className="flex gap-2" data-testid="options-header">
          <TextInput
            name="header_name"
            defaultValue={row.name}
            readOnly={row.had}
            aria-label={t.serverOptions.headerName}
            placeholder={t.serverOptions.headerName}
            data-testid="options-header-name"
            className="max-w-44"
          />
          <TextInput
            name="header_value"
            type="password"
            data-secret
            aria-label={t.serverOptions.headerValue(visibleLine(row.name) || t.serverOptions.headerName)}
            placeholder={row.had ? t.serverOptions.kept : t.serverOptions.value}
            data-testid="options-header-value"
          />
          <Button
            kind="quiet"
            aria-label={t.serverOptions.removeHeader(visibleLine(row.name) || t.serverOptions.headerName)}
            icon={<X size={14} aria-hidden="true" />}
            onClick={() => setRows((all) => all.filter((other) => other.key !== row.key))}
          />
        </div>
      ))}
      <p className="text-sm text-soft">{t.serverOptions.headersHint}</p>
      <Button
        kind="quiet"
        icon={<Plus size={14} aria-hidden="true" />}
        data-testid="options-header-add"
        onClick={() => {
          const key = `new-${next.current}`;
          next.current += 1;
          setRows((all) => [...all, { key, name: "", had: false }]);
        }}
      >
        {t.serverOptions.addHeader}
      </Button>
    </fieldset>
  );
}
