import { describe, expect, it } from "vitest";
import { snapshotOf } from "../../mock/data";
import { lastCall, MockCore, openWindow, screen } from "../../test/window";

describe("Welcome", () => {
  it("offers three ways in", async () => {
    await openWindow(new MockCore(snapshotOf("fresh")));
    expect(screen.getByTestId("app")).toHaveAttribute("data-screen", "welcome");
    expect(screen.getByTestId("welcome-sign-in")).toHaveTextContent("Sign in");
    expect(screen.getByTestId("welcome-connect")).toBeInTheDocument();
    expect(screen.getByTestId("welcome-demo")).toHaveTextContent("no account and no network");
    expect(screen.queryByTestId("sidebar")).not.toBeInTheDocument();
  });

  it("says what an admin has to set when nothing is configured", async () => {
    const { user } = await openWindow(new MockCore(snapshotOf("fresh")));
    await user.click(screen.getByTestId("welcome-sign-in"));
    expect(await screen.findByTestId("error-message")).toHaveTextContent("No company is set up on this computer.");
  });

  it("names the company where one is configured, and signs in to all of it", async () => {
    const { core, user } = await openWindow(new MockCore(snapshotOf("company")));
    expect(screen.getByTestId("welcome-sign-in")).toHaveTextContent("Sign in with Meridian");
    await user.click(screen.getByTestId("welcome-sign-in"));
    expect(lastCall(core, "sign_in_all")).toEqual({});
    expect(await screen.findByTestId("waiting")).toHaveAttribute("data-state", "waiting");
  });

  it("shows under the field what is wrong with an address, and keeps what was typed", async () => {
    const { user } = await openWindow(new MockCore(snapshotOf("fresh")));
    await user.click(screen.getByTestId("welcome-connect"));
    await user.type(screen.getByTestId("connect-url"), "ftp://nowhere{Enter}");
    expect(await screen.findByTestId("error-message")).toHaveTextContent("not a web address");
    expect(screen.getByTestId("connect-url")).toHaveValue("ftp://nowhere");
    expect(screen.getByTestId("connect-url")).toHaveFocus();
    await user.click(screen.getByTestId("details-toggle"));
    expect(screen.getByTestId("details")).toHaveTextContent("endpoints are https");
    expect(screen.getByTestId("details-copy")).toBeInTheDocument();
  });

  it("goes on to the sign-in of a server that was connected", async () => {
    const { core, user } = await openWindow(new MockCore(snapshotOf("fresh")));
    await user.click(screen.getByTestId("welcome-connect"));
    await user.type(screen.getByTestId("connect-url"), " https://tools.example.com/mcp ");
    await user.click(screen.getByTestId("connect-submit"));
    expect(await screen.findByTestId("waiting")).toBeInTheDocument();
    expect(lastCall(core, "add_server")).toEqual({ url: "https://tools.example.com/mcp" });
  });

  it("starts the demo, which says so and asks for a sign-in", async () => {
    const { user } = await openWindow(new MockCore(snapshotOf("fresh")));
    await user.click(screen.getByTestId("welcome-demo"));
    expect(await screen.findByTestId("demo-band")).toBeInTheDocument();
    expect(screen.getByTestId("welcome-sign-in")).toHaveTextContent("Sign in to Meridian HR");
    expect(screen.queryByTestId("welcome-demo")).not.toBeInTheDocument();
  });
});
