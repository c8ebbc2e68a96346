// Greets whoever is named in the request's body.

/** The host asks for `len` bytes and puts the body there. */
export function alloc(len: usize): usize {
  return heap.alloc(len)
}

/** Gets the body, returns where the response is: its address in the upper half, its length in the lower. */
export function handle(ptr: usize, len: usize): u64 {
  const name = String.UTF8.decodeUnsafe(ptr, len).trim()
  const response = String.UTF8.encode(greet(name.length > 0 ? name : 'world'))
  return ((changetype<usize>(response) as u64) << 32) | response.byteLength
}

function greet(name: string): string {
  return `{"greeting":${jsonString(`Hello, ${name}!`)}}\n`
}

function jsonString(text: string): string {
  let out = '"'
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 34 || code === 92) out += `\\${text.charAt(i)}`
    else if (code < 32) out += `\\u${code.toString(16).padStart(4, '0')}`
    else out += text.charAt(i)
  }
  return `${out}"`
}
