/** Which sources of diagrams reach Mermaid, and how it is set. */
import mermaid from "mermaid";
import { describe, expect, it } from "vitest";
import { drawable } from "./diagram-kinds";
import { draw } from "./mermaid";

describe("A diagram", () => {
  it.each([
    "flowchart TD\n  A --> B",
    "graph LR; A---B",
    "sequenceDiagram\n  A->>B: Hi",
    "classDiagram\n  A <|-- B",
    "stateDiagram-v2\n  [*] --> A",
    "erDiagram\n  A ||--o{ B : has",
    "gantt\n  dateFormat YYYY-MM-DD\n  excludes weekends\n  One :a, 2024-01-01, 30d",
    'pie\n  title Pets\n  "Dogs" : 3',
    "journey\n  section A\n    Go: 5: Me",
    "mindmap\n  root",
    "timeline\n  2002 : A",
    "gitGraph\n  commit",
    "quadrantChart\n  A: [0.3, 0.6]",
    "xychart-beta\n  bar [1, 2]",
    "sankey-beta\n\nA,B,1",
  ])("of a kind that bounds its own work is drawn: %j", (source) => {
    expect(drawable(source)).toBe(source);
  });

  it.each([
    "block-beta\n  space:20000000",
    "block\n  columns 3\n  space:20000000",
    "%% a remark\nblock-beta\n  space:20000000",
    "%%{x}%%block-beta\n space:20000000",
    "---\ntitle: flowchart\n---\nblock-beta\n space:20000000",
    'packet-beta\n0-99999999: "x"',
    "radar-beta\n  ticks 100000000",
    "flowchart-elk TD\n A-->B",
    "flowchartTD\n A-->B",
    'treemap-beta\n"A"',
    'pie\n"C4Container" : 1',
    "",
  ])("of any other stays source: %j", (source) => {
    expect(drawable(source)).toBeNull();
  });

  it.each([
    `flowchart TD\n A ${"-".repeat(4000)}> B`,
    `flowchart TD\n A ${"=".repeat(4000)}> B`,
    `graph TD\n A -${".".repeat(4000)}-> B`,
    "gantt\n dateFormat YYYY-MM-DD\n excludes weekends\n A :a, 2024-01-01, 9999d",
    "gantt\n dateFormat YYYY-MM-DD\n excludes weekends\n A :a, 2024-01-01, 50y",
    "gantt\n dateFormat YYYY-MM-DD\n A :a, 2024-01-01, 99999999y",
    "gantt\n dateFormat YYYY-MM-DD\n tickInterval 1second\n A :a, 2024-01-01, 1d",
  ])("in which a number makes the work stays source: %j", (source) => {
    expect(drawable(source)).toBeNull();
  });

  it("keeps nothing that sets how Mermaid works, however it is wrapped", () => {
    const flow = "flowchart TD\nA --> B";
    for (const source of [
      `%%{init: {"securityLevel": "loose"}}%%\n${flow}`,
      `%%%%{x}%%{init: {"securityLevel": "loose"}}%%\n${flow}`,
      `--- \nconfig:\n  securityLevel: loose\n---\n${flow}`,
      `---\na: 1\n---\n---\nconfig: {}\n---\n${flow}`,
      `%%{x}%%---\nconfig: {}\n---\n${flow}`,
      `---\r\nconfig: {}\r\n---\r\n${flow}`,
    ]) {
      expect(drawable(source), source).toBe(flow);
    }
    // An end is not needed for a directive to be read.
    expect(drawable(`${flow}\n%%{init: {"securityLevel": "loose"}`)).toBeNull();
  });

  it("can set nothing that is set for it", async () => {
    // Mermaid takes no colour that is empty.
    const names = "canvas tint ink accent hover side soft warn-tint warn line edge danger danger-tint ok";
    for (const name of names.split(" ")) {
      document.documentElement.style.setProperty(`--${name}`, "#888888");
    }
    await draw("flowchart TD\nA --> B");
    const { secure = [] } = mermaid.mermaidAPI.getSiteConfig();
    expect(secure).toEqual(
      expect.arrayContaining([
        "secure",
        "securityLevel",
        "htmlLabels",
        "flowchart",
        "theme",
        "themeVariables",
        "maxEdges",
      ]),
    );
  });
});
