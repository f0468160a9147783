// What the page itself knows of the server behind it, which the kernel can not know: its address (below a JupyterHub,
// say) and its root. What works at a host is known in one place, grokwidget/host.py, and told by the kernel.

/** What a page of JupyterLab or Notebook 7 says of its server; undefined elsewhere (VS Code, Colab, marimo). */
export function jupyterSite(): { base: string; root: string | null } | undefined {
  const text = document.getElementById("jupyter-config-data")?.textContent;
  if (!text) return undefined;
  try {
    const config = JSON.parse(text) as { baseUrl?: string; serverRoot?: string; rootUri?: string };
    const base = new URL(config.baseUrl ?? "/", location.href);
    if (base.origin !== location.origin) return undefined;
    return { base: base.pathname.replace(/\/?$/, "/"), root: config.serverRoot ?? folderOf(config.rootUri) };
  } catch {
    return undefined;
  }
}

/** The folder that a file's address names: Notebook 7 says its root so, for language servers. */
function folderOf(uri: string | undefined): string | null {
  if (!uri) return null;
  const { protocol, host, pathname } = new URL(uri);
  if (protocol !== "file:" || host) return null;
  const path = decodeURIComponent(pathname);
  return /^\/[a-z]:/i.test(path) ? path.slice(1) : path;
}
