// Runs axe over pages in Debian's chromium: node axe.mjs URL… Prints each violation and exits 1 where there is one, in light and in dark.
import { chromium } from 'playwright-core';
import { AxeBuilder } from '@axe-core/playwright';

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
let bad = 0;
for (const colorScheme of ['light', 'dark']) {
  const context = await browser.newContext({ colorScheme });
  const elsewhere = [];
  await context.route('**/*', (route) => {
    const url = new URL(route.request().url());
    if (url.protocol === 'file:' || url.hostname === '127.0.0.1') return route.continue();
    elsewhere.push(url.href);
    return route.abort();
  });
  for (const url of process.argv.slice(2)) {
    const page = await context.newPage();
    await page.goto(url);
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const v of violations) {
      bad++;
      console.log(`${url} (${colorScheme}): ${v.id}: ${v.help}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(' | ')}`);
    }
    await page.close();
  }
  for (const url of elsewhere) {
    bad++;
    console.log(`${url}: asked for from elsewhere`);
  }
  await context.close();
}
await browser.close();
process.exit(bad ? 1 : 0);
