/** What the scripted core says about prompts, resources, questions of servers, imports and diagnostics. */
import type {
  AttachmentView,
  AuditLine,
  ImportView,
  PromptView,
  ResourceView,
  TemplateView,
  TrafficLine,
} from "../ipc";
import { sentence } from "./data";

export const prompts: PromptView[] = [
  {
    name: "leave_letter",
    title: "Letter about leave",
    description: "A letter to your manager.",
    arguments: [
      { name: "to", title: "To whom", description: "Your manager's name.", required: true },
      { name: "tone", title: "Tone", description: "", required: false },
    ],
  },
  { name: "stand_up", title: "Stand-up notes", description: "What was done, what comes next.", arguments: [] },
];

export const resources: ResourceView[] = [
  {
    uri: "meridian://handbook",
    title: "Employee handbook",
    description: "All rules in one place.",
    mime_type: "text/markdown",
  },
];

export const templates: TemplateView[] = [
  {
    uri_template: "meridian://people/{name}",
    title: "A colleague",
    description: "",
    mime_type: null,
    variables: ["name"],
  },
];

export function attachment(id: string, more: Partial<AttachmentView> = {}): AttachmentView {
  return {
    id,
    kind: "resource",
    server_id: "meridian-hr",
    server_name: "Meridian HR",
    title: "Employee handbook",
    name: "meridian://handbook",
    text: "Vacation: 30 days a year.",
    media: [],
    ...more,
  };
}

export const found: ImportView = {
  entries: [
    {
      name: "tickets",
      place: "https://tickets.example/mcp",
      local: false,
      secrets: ["X-Key"],
      known: false,
      refused: null,
    },
    {
      name: "files",
      place: 'npx -y @m/files "/my files"',
      local: true,
      secrets: ["TOKEN"],
      known: false,
      refused: null,
    },
    { name: "hr", place: "https://hr.example/mcp", local: false, secrets: [], known: true, refused: null },
  ],
  left_out: [{ name: "old", why: sentence("it has neither an address nor a command") }],
};

export const audit: AuditLine[] = [
  {
    at: "2026-11-30T09:00:00Z",
    server: "meridian-hr",
    tool: "leave_balance",
    decided_by: "the person, this once",
    outcome: "done",
    duration_ms: 120,
  },
];

export const traffic: TrafficLine[] = [
  { number: 0, at: "2026-11-30T09:00:00.123Z", direction: "sent", about: "tools/list", text: '{"id":1}' },
  { number: 1, at: "2026-11-30T09:00:00.200Z", direction: "received", about: "result 1", text: '{"tools":[]}' },
];
