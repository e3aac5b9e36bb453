/** From the form's fields to what the core takes, and back. */

import type { Catalogue } from "../../i18n/en";
import { own } from "../../i18n/say";
import type { ApiError, CredentialWay, ServerOptions, ServerSecrets, SignInWay, TokenBinding } from "../../ipc";

/** How one signs in: a person in the browser, a key that is sent, or a program's own credentials. */
export type How = "browser" | "headers" | "program";

/** A value that can't be one, found before the core was asked. */
export class Mistake {
  constructor(readonly which: "portBad" | "parametersBad") {}

  asError(t: Catalogue): ApiError {
    return { code: "invalid", message: own(t.serverOptions[this.which]), details: null };
  }
}

export function howOf({ credentials, headers }: ServerOptions): How {
  const [first] = credentials;
  if (first === "client_credentials") {
    return "program";
  }
  return first === "headers" || (first === undefined && headers.length > 0) ? "headers" : "browser";
}

const ways: Readonly<Record<How, CredentialWay | null>> = {
  browser: null,
  headers: "headers",
  program: "client_credentials",
};

/** The values of the way back from the browser: the core's ways, and `localhost`, which is one of them spelled otherwise. */
export type Back = "auto" | SignInWay | "localhost";

export function backOf({ way, localhost }: ServerOptions): Back {
  return localhost && way === "loopback" ? "localhost" : (way ?? "auto");
}

/** Throws a Mistake. What the form does not show keeps its value. */
export function read(data: FormData, before: ServerOptions, how: How, fallback: boolean): ServerOptions {
  const text = (name: string, kept: string) => {
    const value = data.get(name);
    return typeof value === "string" ? value.trim() : kept;
  };
  const way = ways[how];
  const back = text("way", backOf(before)) as Back;
  const port = text("port", before.port === null ? "" : String(before.port));
  if (port !== "" && (!/^\d{1,5}$/.test(port) || Number(port) > 65535)) {
    throw new Mistake("portBad");
  }
  return {
    ...before,
    credentials: way === null ? [] : fallback ? [way, "sign_in"] : [way],
    headers: how === "headers" ? headerRows(data).map(([name]) => name) : [],
    client_id: text("client_id", before.client_id),
    client_key_id: text("client_key_id", before.client_key_id),
    client_metadata_url: text("client_metadata_url", before.client_metadata_url),
    scopes: text("scopes", before.scopes.join(" "))
      .split(/\s+/)
      .filter((scope) => scope !== ""),
    issuer: text("issuer", before.issuer),
    way: back === "auto" ? null : back === "localhost" ? "loopback" : back,
    localhost: back === "localhost",
    port: port === "" ? null : Number(port),
    omit_resource: data.has("more") ? data.has("omit_resource") : before.omit_resource,
    allow_missing_pkce_metadata: data.has("more")
      ? data.has("allow_missing_pkce_metadata")
      : before.allow_missing_pkce_metadata,
    dpop: text("dpop", before.dpop) as TokenBinding,
    parameters: parameters(text("parameters", parametersText(before))),
  };
}

export function parametersText({ parameters: all }: ServerOptions): string {
  return Object.entries(all)
    .map(([name, value]) => `${name}=${value}`)
    .join("\n");
}

function parameters(text: string): Record<string, string> {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf("=");
      if (at < 1) {
        throw new Mistake("parametersBad");
      }
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );
}

/** The headers as they stand in the form; a row without a name is none. */
function headerRows(data: FormData): [name: string, value: string][] {
  const values = data.getAll("header_value").map(String);
  return data
    .getAll("header_name")
    .map((name, index): [string, string] => [String(name).trim(), (values[index] ?? "").trim()])
    .filter(([name]) => name !== "");
}

/** The secrets that were typed, taken out of the form: its fields are empty afterwards. */
export function takeSecrets(form: HTMLFormElement, data: FormData, before: ServerOptions): ServerSecrets {
  for (const field of form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("[data-secret]")) {
    field.value = "";
  }
  const one = (name: string) => {
    if (data.has(`forget_${name}`)) {
      return "";
    }
    const value = data.get(name);
    return typeof value === "string" && value.trim() !== "" ? value : null;
  };
  const kept = before.headers.map((name) => name.toLowerCase());
  // An empty value means "as before" only where there is one before; the core says what is missing.
  const headers = headerRows(data).filter(([name, value]) => value !== "" || !kept.includes(name.toLowerCase()));
  return {
    client_secret: one("client_secret"),
    client_key: one("client_key"),
    headers: Object.fromEntries(headers),
  };
}
