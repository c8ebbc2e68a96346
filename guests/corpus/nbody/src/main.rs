//! Floating point: the outer planets under gravity, a strip of the Mandelbrot set, and operations that make NaNs; every
//! result is printed as the bits of its f64. Stdin holds the number of steps.

use std::fmt::Write as _;
use std::io::{self, Read, Write};

#[derive(Clone, Copy)]
struct Body {
    place: [f64; 3],
    speed: [f64; 3],
    mass: f64,
}

const SOLAR_MASS: f64 = 39.478_417_604_357_434;
const YEAR: f64 = 365.24;

/// Sun, Jupiter and Saturn, from the Computer Language Benchmarks Game.
fn bodies() -> [Body; 3] {
    let sun = Body { place: [0.0; 3], speed: [0.0; 3], mass: SOLAR_MASS };
    let jupiter = Body {
        place: [4.841_431_442_464_721, -1.160_320_044_027_428_4, -0.103_622_044_471_123_11],
        speed: [0.001_660_076_642_744_037 * YEAR, 0.007_699_011_184_197_404 * YEAR, -0.000_069_046_001_697_206 * YEAR],
        mass: 0.000_954_791_938_424_326_6 * SOLAR_MASS,
    };
    let saturn = Body {
        place: [8.343_366_718_244_58, 4.124_798_564_124_305, -0.403_523_417_114_321],
        speed: [-0.002_767_425_107_268_624 * YEAR, 0.004_998_528_012_349_172 * YEAR, 0.000_023_041_729_757_376 * YEAR],
        mass: 0.000_285_885_980_666_130_8 * SOLAR_MASS,
    };
    [sun, jupiter, saturn]
}

fn distance(a: &Body, b: &Body) -> ([f64; 3], f64) {
    let d = [0, 1, 2].map(|k| a.place[k] - b.place[k]);
    (d, d.iter().map(|x| x * x).sum::<f64>())
}

fn advance(system: &mut [Body; 3], dt: f64) {
    for i in 0..system.len() {
        for j in i + 1..system.len() {
            let (d, square) = distance(&system[i], &system[j]);
            let pull = dt / (square * square.sqrt());
            let (mi, mj) = (system[i].mass, system[j].mass);
            for k in 0..3 {
                system[i].speed[k] -= d[k] * mj * pull;
                system[j].speed[k] += d[k] * mi * pull;
            }
        }
    }
    for body in system {
        (0..3).for_each(|k| body.place[k] += dt * body.speed[k]);
    }
}

fn energy(system: &[Body; 3]) -> f64 {
    let mut sum = 0.0;
    for (i, body) in system.iter().enumerate() {
        sum += 0.5 * body.mass * body.speed.iter().map(|v| v * v).sum::<f64>();
        for other in &system[i + 1..] {
            sum -= body.mass * other.mass / distance(body, other).1.sqrt();
        }
    }
    sum
}

fn mandelbrot(re: f64, im: f64) -> (u32, f64) {
    let (mut x, mut y) = (0.0f64, 0.0f64);
    for n in 0..200 {
        if x * x + y * y > 4.0 {
            return (n, x * y);
        }
        (x, y) = (x * x - y * y + re, 2.0 * x * y + im);
    }
    (200, x * y)
}

/// NaNs of many makings; their sign and payload are what tiers of an engine disagree about.
fn oddities(zero: f64) -> Vec<f64> {
    let infinity = 1.0 / zero;
    let nan = zero / zero;
    let single = (nan as f32 + 1.0) as f64;
    vec![nan, -nan, infinity - infinity, (zero - 1.0).sqrt(), nan.copysign(-1.0), zero * infinity, nan.max(1.0), single]
}

fn main() -> io::Result<()> {
    let mut text = String::new();
    io::stdin().lock().read_to_string(&mut text)?;
    let steps: u32 = text.trim().parse().unwrap_or(1000);
    let mut system = bodies();
    let mut out = String::new();
    let mut print = |name: &str, value: f64| {
        writeln!(out, "{name} {:016x} {value:e}", value.to_bits()).expect("a String takes any text");
    };
    print("energy", energy(&system));
    (0..steps).for_each(|_| advance(&mut system, 0.01));
    print("energy", energy(&system));
    for column in 0..16 {
        let (n, product) = mandelbrot(-2.0 + f64::from(column) * 0.17, 0.12 * f64::from(column % 5));
        print(&format!("mandelbrot {n}"), product);
    }
    for value in oddities(f64::from(steps) * 0.0) {
        print("odd", value);
    }
    io::stdout().lock().write_all(out.as_bytes())
}
