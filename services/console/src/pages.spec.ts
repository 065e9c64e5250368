import { fill, lookedAt, type Page, type Planted, press, type Seen } from './spec-pages.js';
import { stage, type Staged } from './spec-stage.js';

const deploying = async (page: Page): Promise<void> => {
  await fill(page, { reference: 'met-26-0002', part: '1', target: 'AB12CDE', 'from-day': '28', 'from-month': '3', 'from-year': '2026', 'from-time': '0800', 'to-day': '28', 'to-month': '3', 'to-year': '2026', 'to-time': '20.00' });
  await page.locator('#tactic').selectOption('foot-surveillance');
  await page.getByLabel('A vehicle').check();
  await page.locator('#thing').selectOption({ label: 'team-blue, surveillance team' });
  await press(page, 'Continue');
};
const cancelling = async (page: Page): Promise<void> => {
  await fill(page, { reason: 'Van seized.', value: 'Both yards.', 'ceased-day': '27', 'ceased-month': '3', 'ceased-year': '2026', 'ceased-time': '11:45' });
  await press(page, 'Cancel part 2');
};

const PAGES: readonly Seen<Staged>[] = [
  { name: 'sign-in', at: () => '/sign-in' },
  { name: 'sign-in-errors', at: () => '/sign-in', act: (page) => press(page, 'Sign in') },
  { name: 'signed-out', at: ({ weir }) => weir },
  { name: 'help', at: () => '/help' },
  { name: 'not-found', as: 'rm-price', at: () => '/cases/aaaaaaaaaaaaaaaa' },
  { name: 'case', as: 'supt-okafor', at: ({ weir }) => weir },
  { name: 'case-stands', as: 'rm-price', at: ({ weir }) => weir },
  { name: 'case-application', as: 'dc-ahmed', at: ({ weir }) => `${weir}/application` },
  { name: 'case-permits', as: 'supt-okafor', at: ({ weir }) => `${weir}/permits` },
  { name: 'case-record', as: 'supt-okafor', at: ({ weir }) => `${weir}/record` },
  { name: 'why', as: 'supt-okafor', at: ({ weir }) => `${weir}/components/c2/why`, act: (page) => page.getByText('Facts and law used').click() },
  { name: 'check', as: 'cab-lane', at: ({ kite }) => `${kite}/check` },
  { name: 'check-errors', as: 'cab-lane', at: ({ kite }) => `${kite}/check`, act: (page) => press(page, 'Record my check') },
  { name: 'decide', as: 'ac-whitfield', at: ({ kite }) => `${kite}/components/c2/decide`, print: 1 },
  { name: 'decide-errors', as: 'ac-whitfield', at: ({ kite }) => `${kite}/components/c2/decide`, act: async (page) => (await page.getByLabel('Grant', { exact: true }).check(), await page.getByLabel('Orally, and this enters it').check(), await page.getByText('If you decided orally').click(), await fill(page, { 'review-day': '31', 'review-month': '2', 'review-year': '2026', 'decided-time': '11' }), press(page, 'Record my decision')) },
  { name: 'decide-refused', as: 'supt-okafor', at: ({ kite }) => `${kite}/components/c2/decide`, act: async (page) => (await page.getByLabel('Grant', { exact: true }).check(), await fill(page, { statement: 'With the observation.', 'review-day': '30', 'review-month': '4', 'review-year': '2026' }), press(page, 'Record my decision')) },
  { name: 'decide-stale', as: 'ac-whitfield', at: ({ kite }) => `${kite}/components/c2/decide`, act: async (page) => (await page.locator('input[name=version]').evaluate((field) => void ((field as unknown as { value: string }).value = '0')), await page.getByLabel('Refuse', { exact: true }).check(), await fill(page, { statement: 'Not now.' }), press(page, 'Record my decision')) },
  { name: 'review', as: 'ac-whitfield', at: ({ weir }) => `${weir}/components/c2/review` },
  { name: 'review-errors', as: 'ac-whitfield', at: ({ weir }) => `${weir}/components/c2/review`, act: (page) => press(page, 'Record my review') },
  { name: 'renew', as: 'ac-whitfield', at: ({ weir }) => `${weir}/components/c2/renew` },
  { name: 'cancel', as: 'ac-whitfield', at: ({ weir }) => `${weir}/components/c2/cancel` },
  { name: 'cancel-errors', as: 'ac-whitfield', at: ({ weir }) => `${weir}/components/c2/cancel`, act: (page) => press(page, 'Cancel part 2') },
  { name: 'cancel-refused', as: 'ac-whitfield', at: ({ weir }) => `${weir}/components/c2/cancel`, act: cancelling },
  { name: 'notify', as: 'ac-whitfield', at: ({ weir }) => `${weir}/components/c2/notify` },
  { name: 'record', as: 'ac-whitfield', at: ({ weir }) => `${weir}/components/c2/record` },
  { name: 'deploy', as: 'rm-price', at: () => '/deploy' },
  { name: 'deploy-errors', as: 'rm-price', at: () => '/deploy', act: (page) => press(page, 'Continue') },
  { name: 'deploy-check', as: 'rm-price', at: () => '/deploy', act: deploying },
  { name: 'deploy-refused', as: 'rm-price', at: () => '/deploy', act: async (page) => (await deploying(page), press(page, 'Deploy')) },
  { name: 'deployment', as: 'rm-price', at: ({ tracker }) => tracker },
  { name: 'deployment-refused', as: 'rm-price', at: ({ refused }) => refused },
  { name: 'switch-off-errors', as: 'rm-price', at: ({ tracker }) => `${tracker}/switch-off`, act: (page) => press(page, 'Record that it is switched off') },
  { name: 'recover-errors', as: 'rm-price', at: ({ tracker }) => `${tracker}/recover`, act: (page) => press(page, 'Record the recovery') },
  { name: 'move', as: 'rm-price', at: ({ tracker }) => `${tracker}/move` },
  { name: 'move-errors', as: 'rm-price', at: ({ tracker }) => `${tracker}/move`, act: (page) => press(page, 'Move it') },
  { name: 'withdraw', as: 'rm-price', at: ({ team }) => `${team}/withdraw` },
  { name: 'withdrawal-decision', as: 'rm-price', at: ({ team }) => `${team}/withdrawal-decision` },
];

const STYLE = (css: string): string => `<style nonce="NONCE">${css}</style>`;
const PLANTED: readonly Planted[] = [
  { fault: 'a label that is lost', on: 'check', from: /<label[^>]*for="comment"[^>]*>[\s\S]*?<\/label>/, to: '', seen: /axe label/ },
  { fault: 'text too pale', on: 'help', from: '</head>', to: `${STYLE('.govuk-body{color:#aaa}')}</head>`, seen: /axe color-contrast/ },
  { fault: 'a line that does not break', on: 'help', from: '</main>', to: '<p class="govuk-body app-nowrap">one very long line that will not wrap at three hundred and twenty pixels</p></main>', seen: /reflow/ },
  { fault: 'a focus that is not seen', on: 'help', from: '</head>', to: `${STYLE('a:focus{outline:0!important;box-shadow:none!important;background:none!important}')}</head>`, seen: /focus not seen/ },
  { fault: 'a focus that is covered', on: 'help', from: '</main>', to: `</main>${STYLE('.cover{position:fixed;inset:15vh 0 0;background:#fff}')}<div class="cover"></div>`, seen: /focus covered/ },
  { fault: 'a handler in the page', on: 'help', from: '<h1 ', to: '<h1 onclick="x()" ', seen: /inline/ },
  { fault: 'targets too small', on: 'help', from: '</main>', to: `<ul><li><a class="s" href="/a">x</a></li><li><a class="s" href="/b">y</a></li></ul>${STYLE('.s{display:block;width:9px;height:9px;font-size:8px}')}</main>`, seen: /small target/ },
  { fault: 'a covert title', on: 'help', from: '<title>', to: '<title>Copper Weir ', seen: /covert text/ },
  { fault: 'something that moves', on: 'help', from: '</head>', to: `${STYLE('@keyframes k{to{opacity:.9}}h1{animation:k 9s infinite!important}')}</head>`, seen: /motion/ },
  { fault: 'a second h1', on: 'help', from: '</main>', to: '<h1 class="govuk-heading-l">Again</h1></main>', seen: /shape/ },
  { fault: 'a name that hides what is seen', on: 'check', from: 'Record my check\n</button>', to: 'Record my check\n</button><button class="govuk-button" aria-label="Tick">Save</button>', seen: /label not in name/ },
  { fault: 'a hint that no field is told with', on: 'check', from: ' aria-describedby="comment-hint"', to: '', seen: /told with no field: comment-hint/ },
  { fault: 'one name for two ends', on: 'help', from: '</main>', to: '<p class="govuk-body">Go <a class="govuk-link" href="/x">here</a> or <a class="govuk-link" href="/y">here</a></p></main>', seen: /same name, other end/ },
  { fault: 'a link to a field that is not there', on: 'check-errors', from: 'href="#comment"', to: 'href="#remark"', seen: /lands on/ },
];

describe('every page', () => lookedAt({ startsAt: '2026-03-02T08:00:00.000Z', stage, pages: PAGES, planted: PLANTED }));
