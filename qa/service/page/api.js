// Requests to the service: with the key and the language, and with one shape for all that goes wrong.

import { eventsOf } from "./events.js";
import { askForKey, key } from "./key.js";
import { language, t } from "./texts.js";

/** What went wrong, as the service tells it (RFC 9457), or that it could not be reached. */
export class Problem extends Error {
  constructor({ code, detail, status = 0, details = {} }, retryAfter = null) {
    super(detail);
    Object.assign(this, { code, status, details, retryAfter });
  }
}

/** Whether an error only says that a request was broken off on purpose. */
export function isStopped(error) {
  return error?.name === "AbortError";
}

/**
 * Return the response of a request that went well. `json` or `form` is the body. Where the service asks for a key, the
 * user is asked for it, once, and the request made again. Throws a Problem, or an AbortError where `signal` says so.
 */
export async function request(path, options = {}) {
  const { method = "GET", json, form, headers: more, accept = "application/json", signal } = options;
  for (let tries = 0; ; tries++) {
    const headers = { Accept: accept, "Accept-Language": language(), ...more };
    if (key()) headers.Authorization = `Bearer ${key()}`;
    if (json !== undefined) headers["Content-Type"] = "application/json";
    const body = json === undefined ? form : JSON.stringify(json);
    let response;
    try {
      response = await fetch(path, { method, headers, body, signal, credentials: "omit", cache: "no-store" });
    } catch (error) {
      if (isStopped(error)) throw error;
      throw new Problem({ code: "Unreachable", detail: t("problem.unreachable") });
    }
    if (response.ok) return response;
    const problem = await problemOf(response);
    if (response.status !== 401 || tries > 5 || !(await askForKey(problem.message))) throw problem;
  }
}

/** Return the JSON of a request. */
export async function ask(path, options) {
  const response = await request(path, options);
  return response.status === 204 ? null : response.json();
}

/** Yield the events of a request; an event that tells of a problem is thrown as one. */
export async function* listen(path, options) {
  const response = await request(path, { ...options, accept: "text/event-stream" });
  try {
    for await (const event of eventsOf(response)) {
      if (event.name === "problem") throw new Problem(event.data);
      yield event;
    }
  } catch (error) {
    if (isStopped(error) || error instanceof Problem) throw error;
    throw new Problem({ code: "Lost", detail: t("problem.lost") });
  }
}

/** Return a query string of what is set. */
export function query(values) {
  const set = Object.entries(values).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return set.length ? `?${new URLSearchParams(set)}` : "";
}

async function problemOf(response) {
  const retryAfter = Number(response.headers.get("Retry-After")) || null;
  try {
    return new Problem({ status: response.status, ...(await response.json()) }, retryAfter);
  } catch {
    const detail = t("problem.status", { status: response.status });
    return new Problem({ code: "Status", detail, status: response.status }, retryAfter);
  }
}
