// The REST door. A refusal is thrown as a Problem carrying the one sentence that the server gave.

/** An RFC 9457 problem. Status 0 means that the server was not reached. */
export class Problem extends Error {
  constructor({ status, title = "", detail = "" }) {
    super(detail || title);
    this.status = status;
    this.title = title;
  }
}

/** Call the server and answer its JSON, or null where it has none; with a token, as whom it stands for. */
export async function request(method, path, body, token) {
  const response = await reach(method, path, body, token);
  const isJson = /\bjson\b/.test(response.headers.get("content-type") ?? "");
  const content = isJson ? await response.json() : null;
  if (!response.ok) {
    throw new Problem({ title: `The server answered ${response.status}. Try again.`, ...content, status: response.status });
  }
  return content;
}

async function reach(method, path, body, token) {
  const init = { method, headers: { Accept: "application/json" }, credentials: "same-origin" };
  if (token) init.headers.Authorization = `Bearer ${token}`;
  if (body instanceof FormData) {
    init.body = body;
  } else if (body !== undefined) {
    init.headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  try {
    return await fetch(path, init);
  } catch {
    throw new Problem({ status: 0, title: "The server can't be reached. Check the connection and try again." });
  }
}

export const get = (path) => request("GET", path);
export const post = (path, body) => request("POST", path, body);
/** Send a file as a form does. */
export function upload(path, file) {
  const form = new FormData();
  form.append("file", file);
  return request("POST", path, form);
}

export const patch = (path, body) => request("PATCH", path, body);
export const remove = (path) => request("DELETE", path);
