// A small client of Keycloak's admin REST API, for what a journey needs beforehand and afterwards.
// Plain JavaScript, because smoke.mjs runs it without a compiler; types are checked all the same.
import { environment } from './environment.mjs';

/**
 * Any JSON object of the admin API; Keycloak's representations are too many to type here.
 * @typedef {Record<string, any>} Representation
 */

export class AdminError extends Error {
  /** @override */
  name = 'AdminError';

  /** @param {string} request @param {number} status @param {string} answer */
  constructor(request, status, answer) {
    super(`${request} answered ${status}: ${answer.slice(0, 500)}`);
    this.status = status;
  }
}

export class KeycloakAdmin {
  /** @type {{ value: string, freshUntil: number } | undefined} */
  #token;
  #base;

  constructor(base = environment.keycloakUrl) {
    this.#base = base;
  }

  /** @param {string} path @returns {Promise<any>} */
  async get(path) {
    return (await this.#call('GET', path)).json();
  }

  /**
   * Answers the id of what was made, when Keycloak names one.
   * @param {string} path @param {unknown} body @returns {Promise<string | undefined>}
   */
  async post(path, body) {
    const answer = await this.#call('POST', path, body);
    await answer.arrayBuffer();
    return answer.headers.get('location')?.split('/').at(-1);
  }

  /** @param {string} path @param {unknown} [body] */
  async put(path, body) {
    await (await this.#call('PUT', path, body)).arrayBuffer();
  }

  /** A few resources take plain text. @param {string} path @param {string} text */
  async putText(path, text) {
    await (await this.#call('PUT', path, text, 'text/plain')).arrayBuffer();
  }

  /** @param {string} path @param {unknown} [body] */
  async delete(path, body) {
    await (await this.#call('DELETE', path, body)).arrayBuffer();
  }

  /** @param {string} realm @param {string} username @returns {Promise<Representation>} */
  async findUser(realm, username) {
    const query = new URLSearchParams({ username, exact: 'true' });
    const found = await this.get(`realms/${realm}/users?${query}`);
    if (found[0] === undefined) throw new Error(`no user ${username} in realm ${realm}`);
    return found[0];
  }

  /** A token made before the newest realm does not know that realm's roles: the next call asks for a new one. */
  forgetToken() {
    this.#token = undefined;
  }

  /** @param {string} method @param {string} path @param {unknown} [body] @param {string} [type] */
  async #call(method, path, body, type = 'application/json') {
    const answer = await fetch(`${this.#base}/admin/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.#freshToken()}`,
        ...(body === undefined ? {} : { 'content-type': type }),
      },
      body: body === undefined ? null : type === 'text/plain' ? String(body) : JSON.stringify(body),
    });
    if (!answer.ok) throw new AdminError(`${method} ${path}`, answer.status, await answer.text());
    return answer;
  }

  async #freshToken() {
    if (this.#token !== undefined && this.#token.freshUntil > Date.now()) return this.#token.value;
    const answer = await fetch(`${this.#base}/realms/master/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'password',
        client_id: 'admin-cli',
        username: environment.adminUser,
        password: environment.adminPassword,
      }),
    });
    if (!answer.ok) throw new AdminError('admin sign-in', answer.status, await answer.text());
    const granted = /** @type {{ access_token: string, expires_in: number }} */ (await answer.json());
    this.#token = { value: granted.access_token, freshUntil: Date.now() + (granted.expires_in - 15) * 1000 };
    return granted.access_token;
  }
}
