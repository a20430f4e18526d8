/* The model of Izhikevich, integrated as by spiking_core.integrators.solve: Dormand-Prince 5(4)
   with error control, dense output of order 4, spikes located by bisection, reset, new slopes.
   Step factor and search are the kernel's own (spiking_core.kernels.scheme, template).
   What a kernel is compared with: written for this one model, compiled with cc -O3. */

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define N 2

typedef struct { double a, b, c, d, p, q, r, v_u; } Parameters;
typedef struct { double end, level; } Piece;
typedef struct {
  double threshold, rtol, atol, max_step, dt, count_from;
  int max_spikes, max_steps, n_samples, keep;
} Settings;
/* Outcome: 0 completed, 1 diverged, 2 undefined, 3 spike limit, 4 step limit, 5 step too small. */
typedef struct { double end, outcome, samples, spikes, counted, first, last; } Result;

static const double A[7][6] = {
  {0},
  {1.0 / 5},
  {3.0 / 40, 9.0 / 40},
  {44.0 / 45, -56.0 / 15, 32.0 / 9},
  {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729},
  {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656},
  {35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84},
};
static const double E1 = -71.0 / 57600, E3 = 71.0 / 16695, E4 = -71.0 / 1920,
                    E5 = 17253.0 / 339200, E6 = -22.0 / 525, E7 = 1.0 / 40;
static const double P[7][4] = {
  {1, -8048581381.0 / 2820520608, 8663915743.0 / 2820520608, -12715105075.0 / 11282082432},
  {0, 0, 0, 0},
  {0, 131558114200.0 / 32700410799, -68118460800.0 / 10900136933, 87487479700.0 / 32700410799},
  {0, -1754552775.0 / 470086768, 14199869525.0 / 1410260304, -10690763975.0 / 1880347072},
  {0, 127303824393.0 / 49829197408, -318862633887.0 / 49829197408, 701980252875.0 / 199316789632},
  {0, -282668133.0 / 205662961, 2019193451.0 / 616988883, -1453857185.0 / 822651844},
  {0, 40617522.0 / 29380423, -110615467.0 / 29380423, 69997945.0 / 29380423},
};

static inline void slope(const Parameters *m, const double *y, double I, double *k) {
  double v = y[0], u = y[1];
  k[0] = 0.04 * v * v + m->p * v + m->q - u + I;
  k[1] = m->a * (m->b * (v - m->v_u) - m->r * u);
}

/* One step; returns the sum of squares of the error in units of the tolerance. */
static inline double step(const Parameters *m, const Settings *s, const double *y, double I,
                          double h, double k[7][N], double *z) {
  double x[N];
  for (int i = 0; i < N; i++) x[i] = y[i] + h * (A[1][0] * k[0][i]);
  slope(m, x, I, k[1]);
  for (int i = 0; i < N; i++) x[i] = y[i] + h * (A[2][0] * k[0][i] + A[2][1] * k[1][i]);
  slope(m, x, I, k[2]);
  for (int i = 0; i < N; i++)
    x[i] = y[i] + h * (A[3][0] * k[0][i] + A[3][1] * k[1][i] + A[3][2] * k[2][i]);
  slope(m, x, I, k[3]);
  for (int i = 0; i < N; i++)
    x[i] = y[i] + h * (A[4][0] * k[0][i] + A[4][1] * k[1][i] + A[4][2] * k[2][i]
                       + A[4][3] * k[3][i]);
  slope(m, x, I, k[4]);
  for (int i = 0; i < N; i++)
    x[i] = y[i] + h * (A[5][0] * k[0][i] + A[5][1] * k[1][i] + A[5][2] * k[2][i]
                       + A[5][3] * k[3][i] + A[5][4] * k[4][i]);
  slope(m, x, I, k[5]);
  for (int i = 0; i < N; i++)
    z[i] = y[i] + h * (A[6][0] * k[0][i] + A[6][2] * k[2][i] + A[6][3] * k[3][i]
                       + A[6][4] * k[4][i] + A[6][5] * k[5][i]);
  slope(m, z, I, k[6]);
  double total = 0;
  for (int i = 0; i < N; i++) {
    double error = h * (E1 * k[0][i] + E3 * k[2][i] + E4 * k[3][i] + E5 * k[4][i] + E6 * k[5][i]
                        + E7 * k[6][i]);
    double before = fabs(y[i]), after = fabs(z[i]);
    double ratio = error / (s->atol + s->rtol * (before > after ? before : after));
    total += ratio * ratio;
  }
  return total;
}

static inline double polynomial(const double *q, double x) {
  return (((q[4] * x + q[3]) * x + q[2]) * x + q[1]) * x + q[0];
}

static inline void dense(const double *y, double h, double k[7][N], double q[N][5]) {
  for (int i = 0; i < N; i++) {
    q[i][0] = y[i];
    q[i][1] = h * k[0][i];
    for (int j = 1; j < 4; j++)
      q[i][j + 1] = h * (P[0][j] * k[0][i] + P[2][j] * k[2][i] + P[3][j] * k[3][i]
                         + P[4][j] * k[4][i] + P[5][j] * k[5][i] + P[6][j] * k[6][i]);
  }
}

static const double LOG2[12] = {
  0.5849625008699203, 0.9617966938341296, -0.32059894076234047, 0.14248842551665528,
  -0.07124221656240337, 0.03799568222088586, -0.02114275535757315, 0.012083103697098824,
  -0.006786013367066822, 0.0040152059615744876, -0.0033418879417392113, 0.002034332292775313,
};
static const double EXP2[8] = {
  0.9999999999994368, 0.693147180559904, 0.24022650716886784, 0.0555041086807702,
  0.009618116901067479, 0.001333354879560234, 0.00015426256003057496, 1.5270201331225882e-05,
};

/* 0.8 total**(-1/10), held between 0.2 and 5, to 1e-10. */
static inline double step_factor(double total) {
  uint64_t bits;
  memcpy(&bits, &total, 8);
  double exponent = (double)(int)(bits << 1 >> 53) - 1023, m;
  bits = (bits & 0xfffffffffffff) | 0x3ff0000000000000;
  memcpy(&m, &bits, 8);
  const double *c = LOG2, *e = EXP2;
  double x = m - 1.5, x2 = x * x, x4 = x2 * x2;
  double log2 = exponent + (((c[0] + c[1] * x) + (c[2] + c[3] * x) * x2)
    + ((c[4] + c[5] * x) + (c[6] + c[7] * x) * x2) * x4
    + ((c[8] + c[9] * x) + (c[10] + c[11] * x) * x2) * (x4 * x4));
  double z = log2 * -0.0125 + -0.04024101186092029;
  z = z < -0.2902410118609203 ? -0.2902410118609203 : z > 0.2902410118609203 ? 0.2902410118609203 : z;
  double z2 = z * z;
  double p = ((e[0] + e[1] * z) + (e[2] + e[3] * z) * z2)
    + ((e[4] + e[5] * z) + (e[6] + e[7] * z) * z2) * (z2 * z2);
  p *= p;
  p *= p;
  return p * p;
}

/* Where a polynomial that is below 0 at `low` comes to 0 before `high`, to the last bit: by
   bisection, of an interval that Newton's method has made short before. */
static double bisect(const double *q, double low, double high) {
  double x = high;
  for (int turns = 0; turns < 8; turns++) {
    double value = polynomial(q, x);
    if (value < 0) low = x; else high = x;
    x -= value / (((4 * q[4] * x + 3 * q[3]) * x + 2 * q[2]) * x + q[1]);
    if (!(low < x && x < high)) break;
  }
  for (double width = 0x1p-50;; width *= 64) {
    x = high - width;
    if (x <= low) break;
    if (polynomial(q, x) < 0) { low = x; break; }
    high = x;
    x = low + width;
    if (x >= high) break;
    if (polynomial(q, x) >= 0) { high = x; break; }
    low = x;
  }
  for (;;) {
    x = 0.5 * (low + high);
    if (!(low < x && x < high)) return high;
    if (polynomial(q, x) < 0) low = x; else high = x;
  }
}

/* Where the potential first comes from below to the threshold; -1 if nowhere. */
static double crossing(const double *v, double threshold, double end, double k_start,
                       double k_end) {
  double q[5] = {v[0] - threshold, v[1], v[2], v[3], v[4]};
  if (!(k_start * k_end < 0)) return bisect(q, 0, 1);
  if (q[0] + (fabs(q[1]) + fabs(q[2]) + (fabs(q[3]) + fabs(q[4]))) < 0) return -1;
  double sign = k_start > 0 ? -1 : 1;
  double derivative[5] = {sign * q[1], sign * 2 * q[2], sign * 3 * q[3], sign * 4 * q[4], 0};
  double turn = bisect(derivative, 0, 1), at_turn = polynomial(q, turn);
  if (q[0] < 0 && at_turn >= 0) return bisect(q, 0, turn);
  if (at_turn < 0 && end >= 0) return bisect(q, turn, 1);
  return -1;
}

static inline double largest(const double *y) {
  double one = fabs(y[0]), other = fabs(y[1]);
  return one > other || isnan(one) ? one : other;
}

/* One neuron under a current of held pieces. `y` is the first state and takes the last; samples
   have a row per state variable; a spike takes `spike_size` numbers: its time, or also the state
   before and after. */
void run(const Parameters *m, const Settings *s, double *y, const Piece *piece, int n_pieces,
         double *samples, double *spikes, int spike_size, Result *result) {
  double t = 0, h = 0, k[7][N], z[N], q[N][5] = {{0}};
  int sample = 0, n_spikes = 0, counted = 0, steps = s->max_steps, outcome = 0;
  double first = NAN, last = NAN;
  for (; n_pieces; piece++, n_pieces--) {
    double I = piece->level, end = piece->end;
    while (t < end) { /* a stretch without spikes */
      slope(m, y, I, k[0]);
      if (h == 0) {
        double one = fabs(k[0][0]) / (1 + fabs(y[0])), other = fabs(k[0][1]) / (1 + fabs(y[1]));
        double speed = one > other ? one : other;
        h = speed > 0 ? fmin(1, 0.01 / speed) : 1;
      }
      int spike = 0;
      while (t < end && !spike) {
        double smallest = 4e-16 * fmax(t, 1e-3), wanted = h < s->max_step ? h : s->max_step;
        double next, room = end - t;
        for (;;) {
          next = wanted < room ? wanted : room;
          double total = step(m, s, y, I, next, k, z);
          steps--;
          double factor = step_factor(total);
          if (total <= 1) {
            h = next * factor;
            if (next < wanted && h < wanted) h = wanted;
            break;
          }
          wanted = next * (factor < 0.9 ? factor : 0.9);
          if (wanted < smallest || steps < 0) break;
        }
        if (wanted < smallest) {
          outcome = largest(y) > sqrt(1e9) ? 1 : 5;
          if (!isfinite(k[0][0]) || !isfinite(k[0][1])) outcome = 2;
          goto over;
        }
        if (!(largest(z) < INFINITY)) { outcome = 1; goto over; }
        if (steps < 0) { outcome = 4; goto over; }
        double new = next >= room ? end : t + next, theta = -1;
        double distance = y[0] - s->threshold, new_distance = z[0] - s->threshold;
        int is_dense = 0;
        if ((k[0][0] * k[6][0] < 0 && (k[0][0] > 0 ? distance < 0 : new_distance >= 0))
            || (distance < 0 && new_distance >= 0)) {
          dense(y, next, k, q);
          is_dense = 1;
          theta = crossing(q[0], s->threshold, new_distance, k[0][0], k[6][0]);
          if (theta >= 0) new = t + theta * next;
        }
        if (sample < s->n_samples && sample * s->dt < new) {
          if (!is_dense) dense(y, next, k, q);
          for (; sample < s->n_samples && sample * s->dt < new; sample++) {
            double x = (sample * s->dt - t) / next;
            samples[sample] = polynomial(q[0], x);
            samples[sample + s->n_samples] = polynomial(q[1], x);
          }
        }
        if (theta >= 0) {
          t = new;
          double u = polynomial(q[1], theta);
          y[0] = m->c;
          y[1] = u + m->d;
          if (n_spikes < s->keep) {
            spikes[0] = t;
            if (spike_size > 1) {
              spikes[1] = s->threshold;
              spikes[2] = u;
              spikes[3] = y[0];
              spikes[4] = y[1];
            }
            spikes += spike_size;
          }
          if (t >= s->count_from) {
            if (!counted++) first = t;
            last = t;
          }
          n_spikes++;
          if (!(largest(y) < INFINITY)) { outcome = 2; goto over; }
          if (n_spikes >= s->max_spikes) { outcome = 3; goto over; }
          spike = 1;
        } else {
          t = new;
          for (int i = 0; i < N; i++) {
            y[i] = z[i];
            k[0][i] = k[6][i];
          }
          if (largest(y) > 1e9) { outcome = 1; goto over; }
        }
      }
    }
  }
over:
  for (; sample < s->n_samples && sample * s->dt <= t; sample++) {
    samples[sample] = y[0];
    samples[sample + s->n_samples] = y[1];
  }
  *result = (Result){t, outcome, sample, n_spikes, counted, first, last};
}

/* Many neurons, each with its parameters, state and `n_pieces` pieces of the current. */
void sweep(int neurons, const Parameters *m, const Settings *s, double *y, const Piece *piece,
           int n_pieces, double *spikes, Result *result) {
  for (int i = 0; i < neurons; i++)
    run(m + i, s, y + N * i, piece + (ptrdiff_t)n_pieces * i, n_pieces, NULL,
        spikes + (ptrdiff_t)s->keep * i, 1, result + i);
}
