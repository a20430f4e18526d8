"""The sweep, one neuron after the other, as WebAssembly text with gaps for the model."""

from __future__ import annotations

# Neurons one after the other; what lies where is told in spiking_core.kernels.layout.
SWEEP = """\
(func (export "sweep_scratch") (result i32) (i32.const 0))
 (func (export "sweep") @sweep_parameters@
    (local $i i32) (local $result i32) (local $state i32) (local $outcome i32)
  (loop $neurons
   (if (i32.lt_s (local.get $i) (local.get $m)) (then
    (local.set $result (i32.add (local.get $results) (i32.mul (local.get $i) (i32.const 48))))
    (local.set $state (i32.add (local.get $states)
      (i32.mul (local.get $i) (i32.const @state_size@))))
    (local.set $outcome (call $integrate
      (i32.add (local.get $parameters) (i32.mul (local.get $i) (i32.const @parameters_size@)))
      (local.get $state)
      (i32.trunc_f64_s (f64.load (local.get $current)))
      (i32.trunc_f64_s (f64.load offset=8 (local.get $current)))
      (i32.const 0) (i32.const 0) @interval@
      (i32.add (local.get $spikes)
        (i32.mul (local.get $i) (i32.shl (local.get $kept) (i32.const 3))))
      (i32.const 8)
      (i32.trunc_f64_s (f64.load offset=16 (local.get $current)))
      (i32.trunc_f64_s (f64.load offset=24 (local.get $current)))
      (local.get $rtol) (local.get $atol) (local.get $max_step)
      (local.get $threshold) (local.get $hold_for) (local.get $result)
      (local.get $kept) (local.get $count_from) (local.get $state)))
    (f64.store offset=8 (local.get $result) (f64.convert_i32_s (local.get $outcome)))
    (local.set $current (i32.add (local.get $current) (local.get $stride)))
    (local.set $i (i32.add (local.get $i) (i32.const 1)))
    (br $neurons)))))"""

# The first six are addresses and sizes, see `layout.SweepLayout`: $current is that of what tells of
# the first neuron's current, $stride the bytes to the next one's. $kept spike times are stored of
# every neuron; $threshold and $hold_for follow from its parameters if they are NaN. $scratch has
# as many bytes as `sweep_scratch` says.
SWEEP_PARAMETERS = """\
(param $m i32) (param $parameters i32) (param $states i32) (param $current i32) (param $stride i32)
    (param $results i32) (param $spikes i32) (param $kept i32) (param $count_from f64)
    (param $rtol f64) (param $atol f64) (param $max_step f64)
    (param $threshold f64) (param $hold_for f64) (param $scratch i32)"""
