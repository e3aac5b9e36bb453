/** Formulas, tables, links and diagrams as they are drawn. */
import { render, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import Markdown from "../markdown";
import { imageOf } from "./mermaid";

const draw = (text: string) => render(<Markdown text={text} streaming={false} />).container;

describe("Formulas", () => {
  it("are drawn for the eye and written for a screen reader", async () => {
    const container = draw("So \\(a_1*b*c\\) and\n\n$$\n\\frac{1}{2}\n$$\n\nand $$x^2$$ in line.");
    await waitFor(() => expect(container.querySelectorAll("math")).toHaveLength(3));
    expect(container.querySelectorAll(".katex-display")).toHaveLength(2);
    expect(container.querySelector("em")).toBeNull();
    expect(container.querySelector("annotation")).toHaveTextContent("a_1*b*c");
  });

  it("leave money alone", () => {
    const container = draw("It costs $5 and then $6, or $$ a lot.");
    expect(container).toHaveTextContent("It costs $5 and then $6, or $$ a lot.");
  });

  it("show their source where there is a mistake, and take nothing in", async () => {
    const attacks = [
      "\\(\\frac{\\)",
      "\\(\\href{javascript:alert(1)}{x}\\)",
      "\\(\\includegraphics{https://evil.example/a.png}\\)",
      "\\(\\htmlStyle{color:red}{x}\\)",
      "\\(\\def\\a{\\a\\a}\\a\\)",
      "\\(\\url{https://evil.example}\\)",
    ];
    const good = "\\(y\\)";
    const container = draw([...attacks, good].join("\n\n"));
    await waitFor(() => expect(container.querySelector("math")).not.toBeNull());
    expect(container.querySelector("a, img, [style*=red]")).toBeNull();
    expect(container).toHaveTextContent("\\(\\frac{\\)");
    expect(container).toHaveTextContent("\\(\\def\\a{\\a\\a}\\a\\)");
  });

  it("stay text within code", () => {
    const container = draw("`\\(x\\)` and\n\n```\n$$y$$\n```");
    expect(container).toHaveTextContent("\\(x\\)");
    expect(container.querySelector("pre")).toHaveTextContent("$$y$$");
  });
});

describe("Tables", () => {
  it("have heads with a scope, alignment and two ways to take them along", () => {
    const container = draw("| a | b |\n| :-: | --: |\n| 1 | 2<br>3 |");
    expect([...container.querySelectorAll("th")].map((cell) => cell.scope)).toEqual(["col", "col"]);
    expect(container.querySelectorAll("td")[1]).toHaveClass("right");
    expect(container.querySelector("td br")).not.toBeNull();
    expect(screen.getAllByRole("button").map((button) => button.textContent)).toEqual([
      "Copy as Markdown",
      "Copy as CSV",
    ]);
  });
});

describe("Links", () => {
  it("by reference lead where the text says, once it is whole", () => {
    const text = "See [the page][p].\n\nMore.\n\n[p]: https://hr.example/leave";
    const { container, rerender } = render(<Markdown text={text} streaming />);
    rerender(<Markdown text={text} streaming={false} />);
    expect(container).toHaveTextContent("See the page (hr.example).More.");
    expect(screen.getByTestId("link")).toHaveAttribute("data-url", "https://hr.example/leave");
  });

  it("show their host where the text names another before it", () => {
    for (const said of [
      "https://bank.example@evil.example/",
      "bank.example:443@evil.example",
      "https://a:b@evil.example",
    ]) {
      const { container, unmount } = render(
        <Markdown text={`[\`${said}\`](https://evil.example/)`} streaming={false} />,
      );
      expect(container, said).toHaveTextContent(`${said} (evil.example)`);
      unmount();
    }
  });

  it("to mail are text", () => {
    const container = draw("Write to ada@a.example or [Ada](mailto:ada@a.example?body=x).");
    expect(screen.queryByTestId("link")).toBeNull();
    expect(container).toHaveTextContent("Write to ada@a.example or Ada (mailto:ada@a.example?body=x).");
  });
});

describe("A diagram's image", () => {
  const of = (inside: string) =>
    imageOf(
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="-8 0 120.5 80" style="max-width: 9px" onload="x()">${inside}</svg>`,
    );

  it("has a size, and nothing that runs, links or loads", () => {
    const drawn = of(
      '<script>x()</script><foreignObject><div xmlns="http://www.w3.org/1999/xhtml">h</div></foreignObject>' +
        '<a xlink:href="https://evil.example"><text onclick="x()">kept</text></a>' +
        '<image href="https://evil.example/a.png"/><use href="https://evil.example/a.svg#b"/>' +
        '<style>@import "https://evil.example/a.css"; .a{fill:url(https://evil.example/b)} .b{marker-end:url(#m)}</style>' +
        '<path fill="url(https://evil.example/c)" marker-end="url(#m)"/>' +
        '<animate attributeName="href" to="javascript:x()"/>',
    );
    expect(drawn).toMatchObject({ width: 120.5, height: 80 });
    expect(drawn?.svg).not.toMatch(/script|foreignObject|evil|onload|onclick|<a\b|<image|<use|animate|max-width/);
    expect(drawn?.svg).toMatch(/width="121" height="80"/);
    expect(drawn?.svg).toContain("kept");
    expect(drawn?.svg).toContain('marker-end="url(#m)"');
  });

  it("is none where there is no drawing", () => {
    expect(imageOf("<html/>")).toBeNull();
    expect(imageOf("no")).toBeNull();
    expect(imageOf('<svg xmlns="http://www.w3.org/2000/svg"/>')).toBeNull();
  });
});
