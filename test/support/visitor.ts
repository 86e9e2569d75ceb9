import type { Element, Root, RootContent } from 'hast';
import { fromParse5 } from 'hast-util-from-parse5';
import { parse } from 'parse5';

export type Page = {
  status: number;
  /** Path and query of the page, after redirects. */
  path: string;
  headers: Headers;
  html: string;
  /** The visible text. */
  text: string;
  forms: Form[];
  links: string[];
};
export type Form = { method: string; action: string; fields: Record<string, string> };
type Options = { headers?: Record<string, string>; follow?: boolean };
type Patience = {
  /** Reloads a page that asks for it, as browsers do: on a busy machine, “Processing…” comes first. */
  looksAgain?: boolean;
};

/** A browser without scripts: keeps cookies, follows redirects, and fills in forms. */
export class Visitor {
  readonly cookies = new Map<string, string>();

  constructor(
    readonly baseUrl: string,
    private readonly headers: Record<string, string> = {},
    private readonly patience: Patience = {},
  ) {}

  get(path: string, options: Options = {}): Promise<Page> {
    return this.request(path, { method: 'GET' }, options);
  }

  /** Posts fields, or a raw body, the way a browser submits a form on Kith's own pages. */
  post(
    path: string,
    fields: Record<string, string> | string | Buffer<ArrayBuffer>,
    options: Options = {},
  ): Promise<Page> {
    const body = typeof fields === 'string' || Buffer.isBuffer(fields) ? fields : new URLSearchParams(fields);
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      ...sameOrigin,
      ...options.headers,
    };
    return this.request(path, { method: 'POST', body }, { ...options, headers });
  }

  /** Fills in and submits the page's form whose action is or matches `action`. */
  submit(page: Page, action: string | RegExp, fields: Record<string, string> = {}): Promise<Page> {
    const form = page.forms.find((one) =>
      typeof action === 'string' ? one.action === action : action.test(one.action),
    );
    if (!form) throw new Error(`the page ${page.path} has no form with the action ${action}`);
    return this.post(form.action, { ...form.fields, ...fields });
  }

  private async request(path: string, init: RequestInit, { headers, follow = true }: Options): Promise<Page> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(path, this.baseUrl), {
      ...init,
      redirect: 'manual',
      headers: { ...this.headers, ...headers, ...(cookie && { cookie }) },
    });
    this.keepCookies(response);
    const html = await response.text();
    const location = response.headers.get('location');
    const redirected = location !== null && response.status >= 300 && response.status < 400;
    const leadsTo = redirected ? location : this.patience.looksAgain && refresh.exec(html)?.[1];
    if (follow && leadsTo) {
      const target = new URL(leadsTo.replaceAll('&amp;', '&'), response.url);
      return this.get(target.pathname + target.search);
    }
    return pageOf(response, html);
  }

  private keepCookies(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split('; ');
      const [name = '', value = ''] = pair.split('=');
      const expires = attributes.find((attribute) => attribute.startsWith('Expires='));
      if (expires && new Date(expires.slice(8)).getTime() < Date.now()) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

const refresh = /<meta http-equiv="refresh" content="\d+; url=([^"]+)">/;
const sameOrigin = { 'sec-fetch-site': 'same-origin' };

function pageOf(response: Response, html: string): Page {
  const { pathname, search } = new URL(response.url);
  const tree = fromParse5(parse(html));
  const forms = all(tree, 'form').map((form) => formOf(form, pathname + search));
  return {
    status: response.status,
    path: pathname + search,
    headers: response.headers,
    html,
    text: textOf(tree).replace(/\s+/g, ' ').trim(),
    forms,
    links: all(tree, 'a').map((link) => String(link.properties.href ?? '')),
  };
}

function formOf(form: Element, here: string): Form {
  const method = String(form.properties.method ?? 'get').toLowerCase();
  return { method, action: String(form.properties.action ?? here), fields: fieldsOf(form) };
}

function fieldsOf(form: Element): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const input of all(form, 'input')) {
    const { name, value, type, checked } = input.properties;
    if (!name || ((type === 'checkbox' || type === 'radio') && !checked)) continue;
    fields[String(name)] = String(value ?? (type === 'checkbox' ? 'on' : ''));
  }
  for (const area of all(form, 'textarea')) fields[String(area.properties.name)] = textOf(area);
  for (const select of all(form, 'select')) {
    const options = all(select, 'option');
    const chosen = options.find((option) => option.properties.selected) ?? options[0];
    if (chosen) fields[String(select.properties.name)] = String(chosen.properties.value ?? textOf(chosen));
  }
  return fields;
}

type Node = Root | RootContent;

function all(node: Node, tag: string): Element[] {
  const found = node.type === 'element' && node.tagName === tag ? [node] : [];
  return 'children' in node ? [...found, ...node.children.flatMap((child) => all(child, tag))] : found;
}

function textOf(node: Node): string {
  if (node.type === 'text') return node.value;
  if (node.type === 'element' && ['style', 'script', 'title'].includes(node.tagName)) return '';
  return 'children' in node ? node.children.map(textOf).join(' ') : '';
}
