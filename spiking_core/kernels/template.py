"""The control flow of a kernel, as WebAssembly text with gaps for the model.

What stands between two ``@`` is filled in by `module`. The functions mirror
`spiking_core.integrators`: the same steps, the same search for the threshold, the same outcomes.
"""

from __future__ import annotations

MODULE = """\
(module
 ;; @title@
 (memory (export "memory") 1)
 @functions@
 @current@
 @polynomial@
 @crossing@
 @integrate@
 @run@
 @sweep@
 @euler@
 @slopes@
 @steady@
)
"""

# Numbers of one piece in memory: end, whether it is held (0) or has a shape (1), the held level,
# then the shape.
CURRENT = """\
;; The closed form of a smooth piece of the current, see spiking_core.currents.base.Shape.
 (global $origin (mut f64) (f64.const 0)) (global $level (mut f64) (f64.const 0))
 (global $slope (mut f64) (f64.const 0)) (global $amplitude (mut f64) (f64.const 0))
 (global $linear (mut f64) (f64.const 0)) (global $quadratic (mut f64) (f64.const 0))
 (global $jump (mut f64) (f64.const 0)) (global $rate (mut f64) (f64.const 0))
 (func $load_piece (param $at i32)
  (global.set $origin (f64.load offset=24 (local.get $at)))
  (global.set $level (f64.load offset=32 (local.get $at)))
  (global.set $slope (f64.load offset=40 (local.get $at)))
  (global.set $amplitude (f64.load offset=48 (local.get $at)))
  (global.set $linear (f64.load offset=56 (local.get $at)))
  (global.set $quadratic (f64.load offset=64 (local.get $at)))
  (global.set $jump (f64.load offset=72 (local.get $at)))
  (global.set $rate (f64.load offset=80 (local.get $at))))
 (func $current (param $t f64) (result f64) (local $s f64) (local $value f64)
  (local.set $s (f64.sub (local.get $t) (global.get $origin)))
  (local.set $value (f64.add (global.get $level) (f64.mul (global.get $slope) (local.get $s))))
  (if (f64.ne (global.get $amplitude) (f64.const 0)) (then
    (local.set $value (f64.add (local.get $value) (f64.mul (global.get $amplitude)
      (call $sin (f64.mul (f64.const 0x1.921fb54442d18p+2) (f64.mul (local.get $s)
        (f64.add (global.get $linear) (f64.mul (global.get $quadratic) (local.get $s)))))))))))
  (if (f64.ne (global.get $jump) (f64.const 0)) (then
    (local.set $value (f64.add (local.get $value) (f64.mul (global.get $jump)
      (call $exp (f64.mul (f64.neg (global.get $rate)) (local.get $s))))))))
  (local.get $value))"""

POLYNOMIAL = """\
(func $polynomial (param $q0 f64) (param $q1 f64) (param $q2 f64) (param $q3 f64) (param $q4 f64)
    (param $x f64) (result f64)
  (f64.add (f64.mul (f64.add (f64.mul (f64.add (f64.mul (f64.add (f64.mul
    (local.get $q4) (local.get $x)) (local.get $q3)) (local.get $x)) (local.get $q2))
    (local.get $x)) (local.get $q1)) (local.get $x)) (local.get $q0)))"""

CROSSING = """\
;; Where a polynomial that is below 0 at $low comes to 0 before $high, to the last bit: by
 ;; bisection, of an interval that Newton's method has made short before.
 (func $bisect (param $q0 f64) (param $q1 f64) (param $q2 f64) (param $q3 f64) (param $q4 f64)
    (param $low f64) (param $high f64) (result f64)
    (local $x f64) (local $value f64) (local $width f64) (local $turns i32)
  (local.set $x (local.get $high))
  (block $near (loop $newton
   (local.set $value (call $polynomial (local.get $q0) (local.get $q1) (local.get $q2)
     (local.get $q3) (local.get $q4) (local.get $x)))
   (if (f64.lt (local.get $value) (f64.const 0))
     (then (local.set $low (local.get $x)))
     (else (local.set $high (local.get $x))))
   (local.set $x (f64.sub (local.get $x) (f64.div (local.get $value)
     (f64.add (f64.mul (f64.add (f64.mul (f64.add (f64.mul (f64.mul
       (f64.const 4) (local.get $q4)) (local.get $x)) (f64.mul (f64.const 3) (local.get $q3)))
       (local.get $x)) (f64.mul (f64.const 2) (local.get $q2))) (local.get $x))
       (local.get $q1)))))
   (br_if $near (i32.eqz (i32.and (f64.lt (local.get $low) (local.get $x))
                                  (f64.lt (local.get $x) (local.get $high)))))
   (local.set $turns (i32.add (local.get $turns) (i32.const 1)))
   (br_if $newton (i32.lt_s (local.get $turns) (i32.const 8)))))
  ;; One end is close now; the other follows.
  (local.set $width (f64.const 0x1p-50))
  (block $short (loop $wider
   (local.set $x (f64.sub (local.get $high) (local.get $width)))
   (br_if $short (f64.le (local.get $x) (local.get $low)))
   (if (f64.lt (call $polynomial (local.get $q0) (local.get $q1) (local.get $q2)
         (local.get $q3) (local.get $q4) (local.get $x)) (f64.const 0))
     (then (local.set $low (local.get $x)) (br $short)))
   (local.set $high (local.get $x))
   (local.set $x (f64.add (local.get $low) (local.get $width)))
   (br_if $short (f64.ge (local.get $x) (local.get $high)))
   (if (f64.ge (call $polynomial (local.get $q0) (local.get $q1) (local.get $q2)
         (local.get $q3) (local.get $q4) (local.get $x)) (f64.const 0))
     (then (local.set $high (local.get $x)) (br $short)))
   (local.set $low (local.get $x))
   (local.set $width (f64.mul (f64.const 64) (local.get $width)))
   (br $wider)))
  (loop $again
    (local.set $x (f64.mul (f64.const 0.5) (f64.add (local.get $low) (local.get $high))))
    (if (i32.and (f64.lt (local.get $low) (local.get $x))
                 (f64.lt (local.get $x) (local.get $high))) (then
      (if (f64.lt (call $polynomial (local.get $q0) (local.get $q1) (local.get $q2)
                    (local.get $q3) (local.get $q4) (local.get $x)) (f64.const 0))
        (then (local.set $low (local.get $x)))
        (else (local.set $high (local.get $x))))
      (br $again))))
  (local.get $high))
 ;; Where the distance from the threshold first comes from below to 0 in a step; -1 if nowhere.
 (func $crossing (param $q0 f64) (param $q1 f64) (param $q2 f64) (param $q3 f64) (param $q4 f64)
    (param $end f64) (param $start_slope f64) (param $end_slope f64) (result f64)
    (local $turn f64) (local $at_turn f64) (local $sign f64)
  (if (i32.eqz (f64.lt (f64.mul (local.get $start_slope) (local.get $end_slope)) (f64.const 0)))
    (then (return (call $bisect (local.get $q0) (local.get $q1) (local.get $q2) (local.get $q3)
      (local.get $q4) (f64.const 0) (f64.const 1)))))
  ;; It turns inside the step: perhaps too far below to matter; else the step is divided there.
  (if (f64.lt (f64.add (local.get $q0) (f64.add
      (f64.add (f64.abs (local.get $q1)) (f64.abs (local.get $q2)))
      (f64.add (f64.abs (local.get $q3)) (f64.abs (local.get $q4))))) (f64.const 0))
    (then (return (f64.const -1))))
  (local.set $sign (select (f64.const -1) (f64.const 1)
    (f64.gt (local.get $start_slope) (f64.const 0))))
  (local.set $turn (call $bisect (f64.mul (local.get $sign) (local.get $q1))
    (f64.mul (local.get $sign) (f64.mul (f64.const 2) (local.get $q2)))
    (f64.mul (local.get $sign) (f64.mul (f64.const 3) (local.get $q3)))
    (f64.mul (local.get $sign) (f64.mul (f64.const 4) (local.get $q4)))
    (f64.const 0) (f64.const 0) (f64.const 1)))
  (local.set $at_turn (call $polynomial (local.get $q0) (local.get $q1) (local.get $q2)
    (local.get $q3) (local.get $q4) (local.get $turn)))
  (if (i32.and (f64.lt (local.get $q0) (f64.const 0)) (f64.ge (local.get $at_turn) (f64.const 0)))
    (then (return (call $bisect (local.get $q0) (local.get $q1) (local.get $q2) (local.get $q3)
      (local.get $q4) (f64.const 0) (local.get $turn)))))
  (if (i32.and (f64.lt (local.get $at_turn) (f64.const 0)) (f64.ge (local.get $end) (f64.const 0)))
    (then (return (call $bisect (local.get $q0) (local.get $q1) (local.get $q2) (local.get $q3)
      (local.get $q4) (local.get $turn) (f64.const 1)))))
  (f64.const -1))"""

INTEGRATE = """\
;; Integrates from 0 ms; returns the number of the outcome, see spiking_core.kernels.layout.
 ;; $result takes the end, the number of samples and the number of spikes. Of the spikes the first
 ;; $kept are stored. If $final is not 0, it takes the last state, and $result also the number of
 ;; spikes from $count_from on and the times of the first and the last of them.
 (func $integrate (param $parameters i32) (param $state i32)
    (param $piece i32) (param $n_pieces i32)
    (param $samples i32) (param $n_samples i32) (param $dt f64)
    (param $spike i32) (param $spike_size i32) (param $max_spikes i32) (param $max_steps i32)
    (param $rtol f64) (param $atol f64) (param $max_step f64)
    (param $threshold f64) (param $hold_for f64) (param $result i32)
    (param $kept i32) (param $count_from f64) (param $final i32) @lane@ (result i32)
  (local $outcome i32) (local $sample i32) (local $n_spikes i32) (local $shaped i32)
  (local $t f64) (local $h f64) (local $next f64) (local $held f64) (local $held_until f64)
  (local $end f64) (local $stop f64) (local $room f64) (local $wanted f64) (local $smallest f64)
  (local $theta f64) (local $new f64) (local $taken f64) (local $lost f64) (local $carried f64)
  (local $crossed i32) (local $too_small i32)
  (local $distance f64) (local $new_distance f64)
  (local $at i32) (local $x f64)
  (local $counted i32) (local $first f64) (local $last f64)
  @locals@
  @load@
  @early@
  (local.set $first (f64.const nan))
  (local.set $last (f64.const nan))
  @cap@
  @resume@
  (block $over (loop $pieces
   (if (i32.eqz (local.get $n_pieces)) (then (br $over)))
   (local.set $end (f64.load (local.get $piece)))
   (local.set $shaped (i32.trunc_f64_s (f64.load offset=8 (local.get $piece))))
   (local.set $I (f64.load offset=16 (local.get $piece)))
   @level@
   (if (local.get $shaped) (then (call $load_piece (local.get $piece))))
   (local.set $piece (i32.add (local.get $piece) (i32.const 88)))
   (local.set $n_pieces (i32.sub (local.get $n_pieces) (i32.const 1)))
   (loop $stretch
    ;; A spike: the step has come to one, or at the start, and where the potential was held until
    ;; now, it is not below the threshold, and below it after a reset.
    (if (i32.or (local.get $crossed) (i32.and (i32.and (f64.eq (local.get $t)
        (local.get $held_until)) (f64.lt (local.get $t) (local.get $end))) @not_below@)) (then
      @reset@
      (if (i32.or (local.get $crossed) @below_after@) (then
        (if (f64.ge (local.get $t) (local.get $count_from)) (then
          (if (i32.eqz (local.get $counted)) (then (local.set $first (local.get $t))))
          (local.set $last (local.get $t))
          (local.set $counted (i32.add (local.get $counted) (i32.const 1)))))
        (if (i32.lt_s (local.get $n_spikes) (local.get $kept)) (then
          (f64.store (local.get $spike) (local.get $t))
          (if (i32.gt_s (local.get $spike_size) (i32.const 8)) (then
            @store_before@
            @store_after@))
          (local.set $spike (i32.add (local.get $spike) (local.get $spike_size)))))
        (local.set $n_spikes (i32.add (local.get $n_spikes) (i32.const 1)))
        @hold@
        @largest_new@
        (if (i32.eqz (f64.lt (local.get $x) (f64.const inf))) (then
          (local.set $outcome (i32.const 2)) (br $over)))
        @move@
        (if (i32.ge_s (local.get $n_spikes) (local.get $max_spikes)) (then
          (local.set $outcome (i32.const 3)) (br $over)))))
      ;; A step of the upstroke says nothing about the time after it.
      (if (i32.and (local.get $crossed) (f64.lt (local.get $h) @smallest@)) (then
        (local.set $h (f64.const 0))))
      (local.set $crossed (i32.const 0))))
    (br_if $pieces (i32.eqz (f64.lt (local.get $t) (local.get $end))))
    ;; After a spike the potential may be held, from any spike or edge on the slopes are new.
    (local.set $held (f64.convert_i32_s (f64.lt (local.get $t) (local.get $held_until))))
    (local.set $stop (select (f64.min (local.get $held_until) (local.get $end)) (local.get $end)
      (f64.ne (local.get $held) (f64.const 0))))
    (if (local.get $shaped) (then (local.set $I (call $current (local.get $t)))))
    @slope@
    (if (f64.eq (local.get $h) (f64.const 0)) (then
      @first_step@))
    (loop $step
     (br_if $stretch (i32.eqz (f64.lt (local.get $t) (local.get $stop))))
     @pause@
     (local.set $smallest @smallest@)
     ;; The end of an upstroke that takes less than the last digit of the time.
     (if (i32.and (f64.lt (local.get $h) (local.get $smallest)) @ends@) (then
       @cut_off@
       (local.set $crossed (i32.const 1))
       (br $stretch)))
     (local.set $wanted (f64.min (local.get $h) (local.get $max_step)))
     (block $accepted (loop $try
      (local.set $room (f64.sub (local.get $stop) (local.get $t)))
      (local.set $next (select (local.get $wanted) (local.get $room)
        (f64.lt (local.get $wanted) (local.get $room))))
      (if (local.get $shaped) (then
        @stage_currents@))
      @step@
      (local.set $max_steps (i32.sub (local.get $max_steps) (i32.const 1)))
      @factor@
      (if (f64.le (local.get $total) (f64.const 1)) (then
        ;; A step cut short by an edge says little about the next one.
        (local.set $h (f64.max (f64.mul (local.get $next) (local.get $factor))
          (select (local.get $wanted) (f64.const 0)
            (f64.lt (local.get $next) (local.get $wanted)))))
        (br $accepted)))
      (local.set $wanted (f64.mul (local.get $next) (f64.min (local.get $factor) (f64.const 0.9))))
      (local.set $too_small (i32.and (f64.lt (local.get $wanted) (local.get $smallest))
        (i32.eqz @rises@)))
      (br_if $try (i32.and (i32.eqz (local.get $too_small))
        (i32.ge_s (local.get $max_steps) (i32.const 0))))))
     (if (local.get $too_small) (then
       @largest@
       (local.set $outcome (select (i32.const 1) (i32.const 5)
         (f64.gt (local.get $x) (f64.const 31622.776601683792))))
       @if_slope_undefined@
       (br $over)))
     @largest_new@
     (if (i32.eqz (f64.lt (local.get $x) (f64.const inf))) (then
       (local.set $outcome (i32.const 1)) (br $over)))
     (if (i32.lt_s (local.get $max_steps) (i32.const 0)) (then
       (local.set $outcome (i32.const 4)) (br $over)))
     ;; Of a step shorter than the last digit of the time, what is lost in rounding is kept.
     (local.set $carried (select (local.get $lost) (f64.const 0)
       (f64.lt (local.get $next) (local.get $smallest))))
     (local.set $taken (f64.add (local.get $next) (local.get $carried)))
     (local.set $new (select (local.get $stop) (f64.add (local.get $t) (local.get $taken))
       (f64.ge (local.get $next) (local.get $room))))
     (local.set $theta (f64.const -1))
     @distance@
     (if (i32.and (f64.eq (local.get $held) (f64.const 0))
       ;; Over a summit from below, through a valley to above, or from below to above.
       (i32.or (i32.and (f64.lt (f64.mul @start_slope@ @end_slope@) (f64.const 0))
         (select (f64.lt (local.get $distance) (f64.const 0))
           (f64.ge (local.get $new_distance) (f64.const 0))
           (f64.gt @start_slope@ (f64.const 0))))
       (i32.and (f64.lt (local.get $distance) (f64.const 0))
         (f64.ge (local.get $new_distance) (f64.const 0))))) (then
       @dense@
       (local.set $theta (call $crossing (local.get $distance) @distance_polynomial@
         (local.get $new_distance) @start_slope@ @end_slope@)))
      (else (if (i32.and (i32.lt_s (local.get $sample) (local.get $n_samples))
          (f64.lt (f64.mul (f64.convert_i32_s (local.get $sample)) (local.get $dt))
            (local.get $new))) (then
       @dense@))))
     (if (f64.ge (local.get $theta) (f64.const 0)) (then
       (local.set $taken (f64.add (f64.mul (local.get $theta) (local.get $next))
         (local.get $carried)))
       (local.set $new (f64.add (local.get $t) (local.get $taken)))))
     (if (f64.lt (local.get $next) (local.get $smallest)) (then
       (local.set $lost (f64.sub (local.get $taken) (f64.sub (local.get $new) (local.get $t))))))
     @record@
     (if (f64.ge (local.get $theta) (f64.const 0)) (then
       ;; A spike: on from exactly that time, with the state there.
       (local.set $t (local.get $new))
       @at_spike@
       (local.set $crossed (i32.const 1))
       (br $stretch)))
     (local.set $t (local.get $new))
     @move@
     @move_slope@
     @largest@
     (if (f64.gt (local.get $x) (f64.const 1e9)) (then
       (local.set $outcome (i32.const 1)) (br $over)))
     (br $step)))))
  ;; What is left of the samples up to the end, if any, shows the last state.
  (block $done (loop $more
   (br_if $done (i32.ge_s (local.get $sample) (local.get $n_samples)))
   (br_if $done (f64.gt (f64.mul (f64.convert_i32_s (local.get $sample)) (local.get $dt))
     (local.get $t)))
   (local.set $at (i32.add (local.get $samples) (i32.shl (local.get $sample) (i32.const 3))))
   @store_state@
   (local.set $sample (i32.add (local.get $sample) (i32.const 1)))
   (br $more)))
  (f64.store (local.get $result) (local.get $t))
  (f64.store offset=8 (local.get $result) (f64.convert_i32_s (local.get $sample)))
  (f64.store offset=16 (local.get $result) (f64.convert_i32_s (local.get $n_spikes)))
  (if (local.get $final) (then
    @store_final@
    (f64.store offset=24 (local.get $result) (f64.convert_i32_s (local.get $counted)))
    (f64.store offset=32 (local.get $result) (local.get $first))
    (f64.store offset=40 (local.get $result) (local.get $last))))
  (local.get $outcome))"""

RUN = """\
;; One neuron; all its spikes are stored.
 (func $run (export "run") (param $parameters i32) (param $state i32)
    (param $piece i32) (param $n_pieces i32)
    (param $samples i32) (param $n_samples i32) (param $dt f64)
    (param $spike i32) (param $spike_size i32) (param $max_spikes i32) (param $max_steps i32)
    (param $rtol f64) (param $atol f64) (param $max_step f64)
    (param $threshold f64) (param $hold_for f64) (param $result i32) (result i32)
  (call $integrate (local.get $parameters) (local.get $state)
    (local.get $piece) (local.get $n_pieces)
    (local.get $samples) (local.get $n_samples) (local.get $dt)
    (local.get $spike) (local.get $spike_size) (local.get $max_spikes) (local.get $max_steps)
    (local.get $rtol) (local.get $atol) (local.get $max_step)
    (local.get $threshold) (local.get $hold_for) (local.get $result)
    (local.get $max_spikes) (f64.const inf) (i32.const 0)))
 ;; The same with its arguments as numbers in the memory: for callers that take long over many.
 (func (export "run_at") (param $at i32) (result i32)
  (call $run @run_arguments@))"""

# Types of the parameters of `run`.
RUN_TYPES = ("i32",) * 6 + ("f64",) + ("i32",) * 4 + ("f64",) * 5 + ("i32",)

# The samples that lie before the end of the step or the spike in it.
RECORD = """\
(block $recorded (loop $samples_left
      (br_if $recorded (i32.ge_s (local.get $sample) (local.get $n_samples)))
      (local.set $x (f64.mul (f64.convert_i32_s (local.get $sample)) (local.get $dt)))
      (br_if $recorded (i32.eqz (f64.lt (local.get $x) (local.get $new))))
      (local.set $x (f64.div (f64.sub (local.get $x) (local.get $t)) (local.get $next)))
      (local.set $at (i32.add (local.get $samples) (i32.shl (local.get $sample) (i32.const 3))))
      @samples@
      (local.set $sample (i32.add (local.get $sample) (i32.const 1)))
      (br $samples_left)))"""

EULER = """\
;; Forward Euler on the grid of a paper, see spiking_core.integrators.published.
 (func (export "euler") (param $parameters i32) (param $state i32)
    (param $piece i32) (param $n_pieces i32)
    (param $samples i32) (param $n_samples i32) (param $dt f64)
    (param $spike i32) (param $max_spikes i32) (param $in_turn i32)
    (param $threshold f64) (param $hold_for f64) (param $result i32) (result i32)
  (local $outcome i32) (local $sample i32) (local $n_spikes i32) (local $free_from i32)
  (local $t f64) (local $x f64) (local $at i32) (local $loaded i32)
  (local $held f64) (local $level f64)
  @locals@
  @load@
  @early@
  (block $over (loop $step
   (br_if $over (i32.ge_s (local.get $sample) (local.get $n_samples)))
   (local.set $t (f64.mul (f64.convert_i32_s (local.get $sample)) (local.get $dt)))
   (block $found (loop $later
    (br_if $found (i32.le_s (local.get $n_pieces) (i32.const 1)))
    (br_if $found (f64.lt (local.get $t) (f64.load (local.get $piece))))
    (local.set $piece (i32.add (local.get $piece) (i32.const 88)))
    (local.set $n_pieces (i32.sub (local.get $n_pieces) (i32.const 1)))
    (local.set $loaded (i32.const 0))
    (br $later)))
   (if (i32.eqz (local.get $loaded)) (then
     (call $load_piece (local.get $piece))
     (local.set $loaded (i32.const 1))))
   (local.set $I (f64.load offset=16 (local.get $piece)))
   (if (f64.ne (f64.load offset=8 (local.get $piece)) (f64.const 0)) (then
     (local.set $I (call $current (local.get $t)))))
   (local.set $held (f64.convert_i32_s (i32.lt_s (local.get $sample) (local.get $free_from))))
   (if (local.get $in_turn)
     (then
      @in_turn@)
     (else
      @together@))
   @largest_slope@
   (if (i32.eqz (f64.lt (local.get $x) (f64.const inf))) (then
     (local.set $outcome (i32.const 2)) (br $over)))
   @largest_new@
   (if (i32.eqz (f64.lt (local.get $x) (f64.const inf))) (then
     (local.set $outcome (i32.const 1)) (br $over)))
   ;; What is recorded is the new state, cut off at the threshold if it is reset.
   @as_recorded@
   @level@
   (if @crossed@ (then
     @cut@
     (f64.store (local.get $spike) (local.get $t))
     @store_before@
     @reset@
     @store_after@
     @largest_after@
     (if (i32.eqz (f64.lt (local.get $x) (f64.const inf))) (then
       (local.set $outcome (i32.const 2)) (br $over)))
     (local.set $spike (i32.add (local.get $spike) (i32.const @spike_size@)))
     (local.set $n_spikes (i32.add (local.get $n_spikes) (i32.const 1)))
     @hold@
     (if @changed@ (then
       @take_reset@))))
   @largest_new@
   (if (f64.gt (local.get $x) (f64.const 1e9)) (then
     (local.set $outcome (i32.const 1)) (br $over)))
   (local.set $at (i32.add (local.get $samples) (i32.shl (local.get $sample) (i32.const 3))))
   @store_recorded@
   @move@
   (local.set $sample (i32.add (local.get $sample) (i32.const 1)))
   (if (i32.ge_s (local.get $n_spikes) (local.get $max_spikes)) (then
     (local.set $outcome (i32.const 3)) (br $over)))
   (br $step)))
  (f64.store (local.get $result) (local.get $t))
  (f64.store offset=8 (local.get $result) (f64.convert_i32_s (local.get $sample)))
  (f64.store offset=16 (local.get $result) (f64.convert_i32_s (local.get $n_spikes)))
  (local.get $outcome))"""

SLOPES = """\
;; The right-hand side itself.
 (func (export "slopes") (param $parameters i32) (param $state i32) (param $t f64) (param $I f64)
    (param $result i32) (local $held f64)
  @locals@
  @load@
  @early@
  @slope@
  @store@)"""

STEADY = """\
;; The state in which all but the membrane potential has settled at $v.
 (func (export "steady") (param $parameters i32) (param $v f64) (param $result i32)
  @locals@
  @load_parameters@
  @steady@
  @store@)"""
