import type { Imports } from '../lower/imports.ts'

const prints = ['print', 'print_i32', 'print_i64', 'print_f32', 'print_f64', 'print_i32_f32', 'print_f64_f64']

/** The module `spectest` that scripts import from: functions that print, which here do nothing, and constants. */
export const spectest: Imports = {
  functions: Object.fromEntries(prints.map((name) => [`spectest.${name}`, 'ignore'])),
  globals: {
    'spectest.global_i32': 666n,
    'spectest.global_i64': 666n,
    'spectest.global_f32': 0x4426a666n,
    'spectest.global_f64': 0x4084d4cccccccccdn,
  },
  memories: { 'spectest.memory': { min: 1, max: 2 } },
  tables: { 'spectest.table': { min: 10, max: 20 } },
}
