// Reads diagrams and calendars with the tools that people use, mermaid and
// ical.js, and prints what those found as JSON: a line for each file named.
// The modules are those of the folder in TEST_NODE.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const require = createRequire(process.env.TEST_NODE + "/package.json");
const load = (name) => import(pathToFileURL(require.resolve(name)));

const day = (d) => `${d.getFullYear()}-${String(d.getMonth() + 1).padStart(2, "0")}-${String(d.getDate()).padStart(2, "0")}`;

async function mermaid() {
  const { JSDOM } = await load("jsdom");
  const { window } = new JSDOM("<!doctype html><body></body>");
  Object.assign(globalThis, { window, document: window.document });
  const { default: m } = await load("mermaid");
  return async (text) => {
    await m.parse(text);
    const diagram = await m.mermaidAPI.getDiagramFromText(text);
    return {
      type: diagram.type,
      tasks: diagram.db.getTasks().map((t) => ({
        id: t.id, title: t.task, section: t.type, start: day(t.startTime), end: day(t.renderEndTime ?? t.endTime),
        critical: !!t.crit, milestone: !!t.milestone, done: !!t.done,
      })),
    };
  };
}

async function calendar() {
  const { default: ICAL } = await load("ical.js");
  return async (text) => {
    const root = new ICAL.Component(ICAL.parse(text));
    for (const zone of root.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
    return {
      events: root.getAllSubcomponents("vevent").map((c) => {
        const e = new ICAL.Event(c);
        const out = { uid: e.uid, summary: e.summary, start: e.startDate.toString(), utc: e.startDate.toJSDate().toISOString(), sequence: e.sequence, recurs: e.isRecurring(), times: [] };
        if (e.isRecurring()) {
          const at = e.iterator();
          for (let t = at.next(); t && out.times.length < 60; t = at.next()) out.times.push(t.toJSDate().toISOString());
        }
        return out;
      }),
    };
  };
}

const readers = {};
for (const file of process.argv.slice(2)) {
  const kind = file.endsWith(".ics") ? "calendar" : "mermaid";
  readers[kind] ??= await { calendar, mermaid }[kind]();
  console.log(JSON.stringify(await readers[kind](readFileSync(file, "utf8"))));
}
