/** How one's own servers are signed in to, as the mock keeps it: what is set, never what it is. */
import type { ServerOptions, ServerOptionsView, ServerSecrets } from "../ipc";

export function noOptions(): ServerOptionsView {
  return {
    options: {
      credentials: [],
      headers: [],
      client_id: "",
      client_key_id: "",
      client_metadata_url: "",
      scopes: [],
      issuer: "",
      way: null,
      localhost: false,
      port: null,
      omit_resource: false,
      allow_missing_pkce_metadata: false,
      dpop: "auto",
      parameters: {},
    },
    client_secret_set: false,
    client_key_set: false,
  };
}

export function changeOptions(
  before: ServerOptionsView,
  options: ServerOptions,
  { client_secret: secret, client_key: key }: ServerSecrets,
): ServerOptionsView {
  const set = (had: boolean, typed: string | null) => (typed === null ? had : typed !== "");
  return {
    options,
    client_secret_set: set(before.client_secret_set, secret),
    client_key_set: set(before.client_key_set, key),
  };
}
