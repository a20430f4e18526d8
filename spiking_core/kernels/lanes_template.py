"""The vectorised sweep as WebAssembly text with gaps for the model, see `lanes`."""

from __future__ import annotations

LANES_MODULE = """\
(module
 ;; @title@, two neurons in every vector
 (memory (export "memory") 1)
 @functions@
 @current@
 @polynomial@
 @crossing@
 @integrate@
 @current_lanes@
 @sweep@
)
"""

# The same operations in the same order as in `template.CURRENT`.
CURRENT_LANES = """\
(func $current_lanes (param $at i32) (param $t v128) (result v128)
    (local $s v128) (local $value v128) (local $some v128)
  (local.set $s (f64x2.sub (local.get $t) (v128.load offset=@origin@ (local.get $at))))
  (local.set $value (f64x2.add (v128.load offset=@level@ (local.get $at))
    (f64x2.mul (v128.load offset=@slope@ (local.get $at)) (local.get $s))))
  (local.set $some (f64x2.ne (v128.load offset=@amplitude@ (local.get $at))
    (v128.const f64x2 0 0)))
  (if (v128.any_true (local.get $some)) (then
    (local.set $value (v128.bitselect
      (f64x2.add (local.get $value) (f64x2.mul (v128.load offset=@amplitude@ (local.get $at))
        (call $sin_lanes (f64x2.mul (v128.const f64x2 0x1.921fb54442d18p+2 0x1.921fb54442d18p+2)
          (f64x2.mul (local.get $s) (f64x2.add (v128.load offset=@linear@ (local.get $at))
            (f64x2.mul (v128.load offset=@quadratic@ (local.get $at)) (local.get $s))))))))
      (local.get $value) (local.get $some)))))
  (local.set $some (f64x2.ne (v128.load offset=@jump@ (local.get $at)) (v128.const f64x2 0 0)))
  (if (v128.any_true (local.get $some)) (then
    (local.set $value (v128.bitselect
      (f64x2.add (local.get $value) (f64x2.mul (v128.load offset=@jump@ (local.get $at))
        (call $exp_lanes (f64x2.mul (f64x2.neg (v128.load offset=@rate@ (local.get $at)))
          (local.get $s)))))
      (local.get $value) (local.get $some)))))
  (local.get $value))"""

# What a lane waits for (event): 0 nothing, 1 the step again, 2 the next stretch, 3 a neuron.
LANES_SWEEP = """\
(func (export "sweep_scratch") (result i32) (i32.const @scratch_size@))
 (func (export "sweep") @sweep_parameters@
    (local $lane i32) (local $event i32) (local $code i32) (local $neuron i32) (local $at i32)
    (local $taken i32) (local $alive i32) (local $patience i32) (local $waiting i32)
    (local $some_shaped i32)
    (local $rtol_lanes v128) (local $atol_lanes v128) (local $max_step_lanes v128)
  @locals@
  @cap@
  (local.set $rtol_lanes (f64x2.splat (local.get $rtol)))
  (local.set $atol_lanes (f64x2.splat (local.get $atol)))
  (local.set $max_step_lanes (f64x2.splat (local.get $max_step)))
  (memory.fill (local.get $scratch) (i32.const 0) (i32.const @record@))
  @store_constants@
  @all_wait@
  (local.set $waiting (i32.const 1))
  (local.set $patience (i32.const 1))
  (loop $turn
   (if (local.get $waiting) (then
    (local.set $alive (i32.const 0))
    (local.set $lane (local.get $scratch))
    (loop $lanes
     (block $settled (loop $again
      (local.set $event (i32.load offset=@at_event@ (local.get $lane)))
      (br_if $settled (i32.eqz (local.get $event)))
      (if (i32.eq (local.get $event) (i32.const 3)) (then
        (if (i32.ge_s (local.get $taken) (local.get $m)) (then
          ;; None is left: the lane is parked, its state stays as it is.
          (i64.store offset=@at_alive@ (local.get $lane) (i64.const 0))
          (i64.store offset=@at_event@ (local.get $lane) (i64.const 0))
          (i64.store offset=@at_shaped@ (local.get $lane) (i64.const 0))
          (f64.store offset=@at_wanted@ (local.get $lane) (f64.const 0))
          (f64.store offset=@at_t@ (local.get $lane) (f64.const 0))
          (f64.store offset=@at_stop@ (local.get $lane) (f64.const 1))
          @park@
          (br $settled)))
        (local.set $at (i32.add (local.get $states)
          (i32.mul (local.get $taken) (i32.const @state_size@))))
        @take_state@
        (i64.store offset=@at_alive@ (local.get $lane) (i64.const -1))
        (i32.store offset=@at_neuron@ (local.get $lane) (local.get $taken))
        (f64.store offset=@at_t@ (local.get $lane) (f64.const 0))
        (f64.store offset=@at_wanted@ (local.get $lane) (f64.const 0))
        (f64.store offset=@at_lost@ (local.get $lane) (f64.const 0))
        (f64.store offset=@at_held_until@ (local.get $lane) (f64.const 0))
        (i32.store offset=@at_n_spikes@ (local.get $lane) (i32.const 0))
        (i32.store offset=@at_counted@ (local.get $lane) (i32.const 0))
        (f64.store offset=@at_first@ (local.get $lane) (f64.const nan))
        (f64.store offset=@at_last@ (local.get $lane) (f64.const nan))
        (i32.store offset=@at_piece@ (local.get $lane)
          (i32.trunc_f64_s (f64.load (local.get $current))))
        (i32.store offset=@at_n_pieces@ (local.get $lane)
          (i32.trunc_f64_s (f64.load offset=8 (local.get $current))))
        (i32.store offset=@at_max_spikes@ (local.get $lane)
          (i32.trunc_f64_s (f64.load offset=16 (local.get $current))))
        (f64.store offset=@at_steps@ (local.get $lane)
          (f64.load offset=24 (local.get $current)))
        (local.set $current (i32.add (local.get $current) (local.get $stride)))
        (local.set $taken (i32.add (local.get $taken) (i32.const 1)))))
      (local.set $neuron (i32.load offset=@at_neuron@ (local.get $lane)))
      (local.set $at (i32.add (local.get $results)
        (i32.mul (local.get $neuron) (i32.const 48))))
      (local.set $code (call $integrate
        (i32.add (local.get $parameters)
          (i32.mul (local.get $neuron) (i32.const @parameters_size@)))
        (i32.add (local.get $states) (i32.mul (local.get $neuron) (i32.const @state_size@)))
        (i32.const 0) (i32.const 0)
        (i32.const 0) (i32.const 0) @interval@
        (i32.add (local.get $spikes)
          (i32.mul (local.get $neuron) (i32.shl (local.get $kept) (i32.const 3))))
        (i32.const 8) (i32.const 0) (i32.const 0)
        (local.get $rtol) (local.get $atol) (local.get $max_step)
        (local.get $threshold) (local.get $hold_for) (local.get $at)
        (local.get $kept) (local.get $count_from)
        (i32.add (local.get $states) (i32.mul (local.get $neuron) (i32.const @state_size@)))
        (local.get $lane)
        (select (local.get $patience) (i32.const 0)
          (i32.eq (local.get $event) (i32.const 1)))))
      (if (i32.ge_s (local.get $code) (i32.const 0)) (then
        (f64.store offset=8 (local.get $at) (f64.convert_i32_s (local.get $code)))
        (i64.store offset=@at_event@ (local.get $lane) (i64.const 3))
        (br $again)))
      (i64.store offset=@at_event@ (local.get $lane) (i64.const 0))))
     (local.set $alive (i32.sub (local.get $alive)
       (i32.load offset=@at_alive@ (local.get $lane))))
     (local.set $lane (i32.add (local.get $lane) (i32.const 8)))
     (br_if $lanes (i32.lt_s (local.get $lane)
       (i32.add (local.get $scratch) (i32.const @lanes_size@)))))
    (if (i32.eqz (local.get $alive)) (then (return)))
    ;; The last neuron alone is done by the scalar code to its end.
    (if (i32.and (i32.eq (local.get $alive) (i32.const 1))
                 (i32.ge_s (local.get $taken) (local.get $m))) (then
      @last_waits@
      (local.set $patience (i32.const 0x7fffffff))
      (br $turn)))
    @reload@
    @levels@
    (local.set $some_shaped (v128.any_true @shaped@))))
   @room@
   (if (local.get $some_shaped) (then
     @stage_currents@))
   @step@
   @judge@
   (if (v128.any_true @unusual@) (then
     @accept@
     (local.set $waiting (v128.any_true @events@))
     (if (local.get $waiting) (then
       @spill@)))
    (else
     (local.set $waiting (i32.const 0))
     @go_on@))
   (br $turn)))"""
