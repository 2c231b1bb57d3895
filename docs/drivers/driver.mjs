#!/usr/bin/env node
// An end-to-end test for `bankident observe --drive 'node driver.mjs'`.
//
// `App` stands for your own app: replace its methods by calls to the app that you want to certify.
// `Desk` is the tester: the customer's card and phone, the bank page, the clock, and what the app shows.

const { env } = process;
const situation = env.BANKIDENT_SITUATION;
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const POLL_MS = 4_000;
// With these reasons another account may be tried, but never the same one again.
const OTHER_ACCOUNT = ['PERSON_ACCOUNT_MATCH_NOT_FOUND', 'ACCESS_BY_ATHORIZED_HOLDER',
  'ACCESS_BY_AUTHORIZED_HOLDER', 'JOINT_ACCOUNT', 'ACCOUNT_SNAPSHOT_FAILED'];
// With these reasons the customer begins again with a new identification.
const BEGIN_AGAIN = ['EXPIRED', 'ACCOUNT_SNAPSHOT_EXPIRED'];

class Refused extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

async function send(method, url, headers, body) {
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const type = body === undefined ? {} : { 'Content-Type': 'application/json' };
  const answer = await fetch(url, { method, headers: { ...type, ...headers }, ...content });
  const text = await answer.text();
  let value = text;
  try { value = JSON.parse(text); } catch { /* A file, or nothing. */ }
  return { status: answer.status, value };
}

class Desk {
  async call(method, path, body) {
    const bearer = { Authorization: `Bearer ${env.BANKIDENT_DESK_TOKEN}` };
    const { status, value } = await send(method, env.BANKIDENT_DESK_URL + path, bearer, body);
    if (status >= 300) throw new Error(`${method} ${path} was answered ${status}`);
    return value;
  }

  shows(screen, text) {
    return this.call('POST', '/shown', { screen, text, language: this.card.language });
  }

  async latestCode() {
    return (await this.call('GET', '/phone')).at(-1).token;
  }

  async passes(milliseconds) {
    return (await this.call('POST', '/clock/advance', { milliseconds })).now;
  }
}

class App {
  constructor(desk) {
    this.desk = desk;
  }

  // Calls the API with one token for its lifetime, and repeats a call that a gateway lost.
  async call(method, path, body) {
    let answer;
    for (let attempt = 0; attempt < 3; attempt += 1) {
      this.token ??= await this.newToken();
      const bearer = { Authorization: `Bearer ${this.token}`, Accept: 'application/json' };
      answer = await send(method, `${env.BANKIDENT_API_URL}/v1${path}`, bearer, body);
      if (answer.status === 401) this.token = undefined;
      else if (![429, 502, 503].includes(answer.status)) break;
      else await this.desk.passes(5_000);
    }
    if (answer.status >= 400) {
      const code = answer.value?.errors?.[0]?.code ?? answer.status;
      throw new Refused(String(code).toUpperCase());
    }
    return answer.value;
  }

  async newToken() {
    const pair = `${env.BANKIDENT_CLIENT_ID}:${env.BANKIDENT_CLIENT_SECRET}`;
    const answer = await fetch(env.BANKIDENT_TOKEN_URL, {
      method: 'POST',
      headers: { Authorization: `Basic ${btoa(pair)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'partners' }),
    });
    return (await answer.json()).access_token;
  }

  async register(customer) {
    // An app in production uses its own clock.
    const consent = await this.desk.passes(0);
    const person = {
      ...customer,
      terms_conditions_signed_at: consent,
      data_terms_signed_at: consent,
      own_economic_interest_signed_at: consent,
      fatca_relevant: 'false',
      fatca_crs_confirmed_at: consent,
    };
    this.person = (await this.call('POST', '/persons', person)).id;
    const number = { number: customer.mobile_number };
    await this.call('POST', `/persons/${this.person}/mobile_number`, number);
    await this.verify(number);
  }

  async verify(number) {
    const path = `/persons/${this.person}/mobile_number`;
    await this.call('POST', `${path}/authorize`, number);
    await this.call('POST', `${path}/confirm`, { ...number, token: await this.desk.latestCode() });
  }

  completeData(customer) {
    return this.call('PATCH', `/persons/${this.person}`, { address: customer.address });
  }

  async create(iban) {
    return this.call('POST', `/persons/${this.person}/identifications`, {
      method: 'bank',
      iban: iban.replaceAll(' ', ''),
      terms_and_conditions_signed_at: await this.desk.passes(0),
    });
  }

  async identification(id, action = '', body = undefined) {
    const path = `/persons/${this.person}/identifications/${id}${action}`;
    const answer = await this.call(action ? 'PATCH' : 'GET', path, body);
    if (answer.status === 'failed') {
      throw new Refused(String(answer.failure_reason ?? 'failed').toUpperCase());
    }
    if (answer.status === 'expired') throw new Refused('EXPIRED');
    return answer;
  }

  async waitFor(id, wanted) {
    for (let poll = 0; poll < 60; poll += 1) {
      const answer = await this.identification(id);
      if (answer.status === wanted) return;
      await this.desk.passes(POLL_MS);
    }
    throw new Refused('GENERIC_ERROR');
  }

  async documents(id) {
    const path = `/persons/${this.person}/identifications/${id}?include_documents=true`;
    for (const document of (await this.call('GET', path)).documents ?? []) {
      await this.call('GET', `/persons/${this.person}/documents/${document.id}/file`);
    }
  }
}

// One identification, from its creation to the signed documents.
async function journey(desk, app, iban) {
  const german = desk.card.language === 'de';
  const { id } = await app.create(iban);
  if (situation === 'expired') await desk.passes(31 * DAY);
  const { url } = await app.identification(id, '/request');
  if (situation === 'snapshot-late') {
    await desk.call('POST', '/bank-page', { url, do: 'log-in-only' });
    await desk.passes(11 * MINUTE);
  }
  await desk.call('POST', '/bank-page', { url, do: 'pay' });
  await app.waitFor(id, 'authorization_required');
  await app.documents(id);
  await desk.shows('contracts', german ? 'Ihre Vertragsunterlagen' : 'Your contracts');
  await app.identification(id, '/authorize');
  if (situation === 'tan-resent') {
    await desk.passes(6 * MINUTE);
    await app.identification(id, '/authorize');
  }
  if (situation === 'tan-late') await desk.passes(11 * MINUTE);
  const tan = await desk.latestCode();
  if (situation === 'tan-wrong-then-right') {
    const wrong = tan.slice(0, -1) + ((Number(tan.at(-1)) + 1) % 10);
    await app.identification(id, '/confirm', { token: wrong }).catch(() => {});
  }
  const { status } = await app.identification(id, '/confirm', { token: tan });
  if (status !== 'successful') await app.waitFor(id, 'successful');
  await app.documents(id);
  await desk.shows('signed', german
    ? 'Identifiziert. Hier sind die unterschriebenen Dokumente.'
    : 'Identified. Here are the signed documents.');
}

const desk = new Desk();
desk.card = await desk.call('GET', '/situation');
const { customer, iban, other_iban: otherIban, questions } = desk.card;
const app = new App(desk);
await app.register(customer);
if (situation === 'token-expires') await desk.passes(2 * HOUR);
const ibans = [iban, otherIban];
const corrected = new Set();
while (ibans.length > 0) {
  try {
    await journey(desk, app, ibans[0]);
    break;
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    const { code } = refused;
    await desk.shows('refused', `Das hat nicht geklappt: ${code}`);
    const first = !corrected.has(code);
    corrected.add(code);
    if (code === 'MOBILE_NUMBER_NOT_VERIFIED' && first) {
      await app.verify({ number: customer.mobile_number });
    } else if (code === 'PERSON_MISSING_REQUIRED_DATA' && first) {
      await app.completeData(customer);
    } else if (OTHER_ACCOUNT.includes(code)) {
      ibans.shift();
    } else if (!BEGIN_AGAIN.includes(code) || !first) {
      break;
    }
  }
}
for (const { id } of questions) {
  await desk.call('POST', '/attest', { question: id, answer: 'yes' });
}
await desk.call('POST', '/done');
