/** Takes a picture of a report or of a page of the console: `npm run -s picture -- report.html picture.png`, with a Chromium. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [page, picture] = process.argv.slice(2);
if (page === undefined || picture === undefined) {
  console.error(
    'Name a page, as a file or an address, and a picture: npm run -s picture -- report.html picture.png',
  );
  process.exit(2);
}
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const browser = await chromium.launch({ executablePath, args });
try {
  const tab = await browser.newPage({ viewport: { width: 1280, height: 1224 }, colorScheme: 'light' });
  await tab.goto(/^https?:/.test(page) ? page : pathToFileURL(resolve(page)).href, {
    waitUntil: 'networkidle',
  });
  await tab.screenshot({ path: picture });
} finally {
  await browser.close();
}
