import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { of, type Shown, show, style } from "./choices.js";
import { stage } from "./page.js";

stage(style);

describe("a key", () => {
  const KEY = "sk_very-secret-0123456789";
  const field = () => page.getByLabelText("Key for jimmyai.cn");
  const use = () => page.getByRole("button", { name: "Use key" });
  const nowhere = ({ options, values, notes, problems }: Shown) => {
    expect(document.documentElement.outerHTML).not.toContain(KEY);
    for (const input of document.querySelectorAll("input")) expect(input.value).not.toContain(KEY);
    expect(JSON.stringify([options.value, values.value, notes.value, problems.value])).not.toContain(KEY);
  };

  test("is asked for only where one is missing", async () => {
    const { options } = show("xai");
    await expect.element(use()).not.toBeInTheDocument();
    options.value = of("local");
    await expect.element(use()).not.toBeInTheDocument();
    options.value = of("jimmyai");
    await expect.element(field()).toBeVisible();
    await expect.element(field()).toHaveAccessibleDescription(/kept nowhere in the page/);
    expect(field().element()).toMatchObject({ type: "password", autocomplete: "off" });
    options.value = { ...of("jimmyai"), provider: "gone" };
    await expect.element(use()).not.toBeInTheDocument();
  });

  test.each(["the button", "Enter"])(
    "given by %s goes to the kernel, and is at once nowhere in the page",
    async (by) => {
      const shown = show("jimmyai");
      let taken = () => {};
      shown.giveKey.mockImplementation(() => new Promise<void>((done) => (taken = done)));
      await field().fill(`  ${KEY} `);
      if (by === "Enter") await userEvent.keyboard("{Enter}");
      else await use().click();
      expect(shown.giveKey.mock.calls).toEqual([["jimmyai", KEY]]);
      nowhere(shown);
      await expect.element(use()).toHaveAttribute("aria-disabled", "true");
      taken();
      await expect.element(page.getByText("The key is in use for this session.")).toBeVisible();
      await expect.element(use()).toHaveAttribute("aria-disabled", "false");
      nowhere(shown);
      expect(shown.set).not.toHaveBeenCalled();
    },
  );

  test("when it is taken, the field goes, the word stays and the focus is at the provider", async () => {
    const { options } = show("jimmyai");
    await field().fill(KEY);
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByText("The key is in use for this session.")).toBeVisible();
    const providers = of("jimmyai").providers.map((each) =>
      each.name === "jimmyai" ? { ...each, key: "found" as const, source: "this session" } : each,
    );
    options.value = { ...of("jimmyai"), providers };
    await expect.element(use()).not.toBeInTheDocument();
    await expect.element(page.getByRole("status").filter({ hasText: "in use" })).toBeVisible();
    expect(document.activeElement).toBe(page.getByRole("combobox", { name: "Provider" }).element());
    options.value = of("xai");
    await expect.element(page.getByText("The key is in use for this session.")).not.toBeInTheDocument();
  });

  test("that is refused says why in place, and another one can be given", async () => {
    const shown = show("jimmyai");
    shown.giveKey.mockRejectedValueOnce(new Error("A key of jimmyai.cn begins with sk_."));
    await field().fill(KEY);
    await use().click();
    await expect.element(page.getByRole("alert")).toHaveTextContent("A key of jimmyai.cn begins with sk_.");
    nowhere(shown);
    await field().fill("sk_other");
    await userEvent.keyboard("{Enter}");
    expect(shown.giveKey).toHaveBeenLastCalledWith("jimmyai", "sk_other");
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
  });

  test("that is empty is not sent; the field gets the focus", async () => {
    const { giveKey } = show("jimmyai");
    await field().fill("   ");
    await use().click();
    expect(giveKey).not.toHaveBeenCalled();
    expect(document.activeElement).toBe(field().element());
  });

  test("is not sent twice while the kernel is at it, nor by any other key than Enter", async () => {
    const { giveKey } = show("jimmyai");
    giveKey.mockImplementation(() => new Promise(() => {}));
    await field().fill(KEY);
    await userEvent.keyboard("x");
    expect(giveKey).not.toHaveBeenCalled();
    await userEvent.keyboard("{Enter}");
    await field().fill("again");
    await userEvent.keyboard("{Enter}");
    expect(giveKey).toHaveBeenCalledTimes(1);
  });

  test("half typed is forgotten with another provider and with the view", async () => {
    const { options, life } = show("jimmyai");
    const input = field().element() as HTMLInputElement;
    await field().fill(KEY);
    options.value = of("aivideoapi");
    expect(input.value).toBe("");
    await page.getByLabelText("Key for aivideoapi.ai").fill(KEY);
    life.abort();
    expect(input.value).toBe("");
  });
});
