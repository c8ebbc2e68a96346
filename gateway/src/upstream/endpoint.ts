/**
 * The URL of a path below a provider's endpoint. Endpoints come from the chain, so anybody may have written them.
 * @param path Begins with `/`; passed on as it is.
 * @throws TypeError when the endpoint is no plain http or https URL.
 */
export function endpointUrl(endpoint: string, path: string): URL {
  const base = new URL(endpoint)
  if (base.protocol !== 'http:' && base.protocol !== 'https:') {
    throw new TypeError(`endpoint ${endpoint}: the scheme is ${base.protocol}, allowed are http: and https:`)
  }
  if (base.username || base.password) throw new TypeError(`endpoint ${endpoint}: must carry no user name or password`)
  return new URL(`${base.origin}${base.pathname.replace(/\/+$/, '')}${path}`)
}
