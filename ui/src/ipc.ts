/**
 * The one door to the core. Commands and types come from the generated bindings; this file adds the event stream and
 * the shape of an error. Nothing else imports Tauri (a lint rule and a test say so).
 */
import { Channel, invoke } from "@tauri-apps/api/core";
import { type Error as ApiError, type AttachmentView, commands as bound, type Event as CoreEvent } from "./bindings";

export type {
  Answer,
  ApprovalView,
  AttachmentView,
  AuditLine,
  CallState,
  CallView,
  Code,
  CompanyView,
  CompletionOf,
  ConversationList,
  ConversationSummary,
  ConversationView,
  CredentialWay,
  Details,
  Effects,
  ElicitationAnswer,
  ElicitationView,
  Error as ApiError,
  Event as CoreEvent,
  EventBody,
  ExcerptPart,
  ExportFormat,
  FieldView,
  FileView,
  Finding,
  IdentityProvider,
  ImportView,
  LinkView,
  LocalServerView,
  MediaView,
  MessageView,
  ModelKind,
  ModelView,
  NewProvider,
  Notice,
  NoticeKind,
  PartView,
  PatternRule,
  Profile,
  PromptView,
  ProviderFields,
  ProviderSecrets,
  ProviderTried,
  ProviderView,
  ResourceView,
  Rule,
  SearchHit,
  Sentence,
  ServerOptions,
  ServerOptionsView,
  ServerSecrets,
  ServerState,
  ServerView,
  SettingKey,
  SettingView,
  Severity,
  SignInState,
  SignInView,
  SignInWay,
  Snapshot,
  Source,
  TemplateView,
  TokenBinding,
  ToolView,
  TraceStep,
  TrafficLine,
  TurnEnd,
  UsageView,
  VaultView,
  Words,
} from "./bindings";

const { subscribe: subscribeTo, ...rest } = bound;

/** Every command but `subscribe`. Each rejects with an `ApiError` or with something `toError` makes one of. */
export const commands = rest;

/** Asks for the events after `after` (null: from now on). A second call replaces the first stream of this window. */
export async function subscribe(after: number | null, onEvent: (event: CoreEvent) => void): Promise<void> {
  const channel = new Channel<CoreEvent[]>();
  channel.onmessage = (events) => {
    for (const event of events) {
      onEvent(event);
    }
  };
  await subscribeTo(after, channel);
}

/** Hands a file to the core, byte by byte. Its name goes in a header, which is ASCII; half a character of it is none. */
export function attachFile(name: string, bytes: Uint8Array): Promise<AttachmentView> {
  const whole = name.replace(/\p{Surrogate}/gu, "\ufffd");
  return invoke<AttachmentView>("attach_file", bytes, { headers: { "x-file-name": encodeURIComponent(whole) } });
}

/** Whatever a promise rejected with, as the error that screens know how to show. */
export function toError(thrown: unknown): ApiError {
  if (isApiError(thrown)) {
    return thrown;
  }
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    code: "internal",
    message: { pattern: "", parts: {} },
    details: { server: null, step: null, rule: null, said },
  };
}

/** The core's errors carry a sentence; a fault of the page's own, such as a `DOMException`, carries a text. */
function isApiError(thrown: unknown): thrown is ApiError {
  const { code, message } = (thrown ?? {}) as { code?: unknown; message?: { pattern?: unknown } };
  return typeof code === "string" && typeof message === "object" && typeof message?.pattern === "string";
}
