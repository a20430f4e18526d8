"""Models of the literature, written as different people would write them.

They stand for ways of writing: helpers, names, constants. No number of theirs is tested.
"""

HEAD = "import numpy as np\nfrom spiking_core import BaseSpikingModel\n\n\n"

VAN_DER_POL = """class VanDerPol(BaseSpikingModel):
    y0 = [0.5, 0.0]
    spike_condition = 1.0
    required_params = ["mu", "tau"]

    def _rhs(self, t, y, I):
        x, w = y
        mu, tau = self.params["mu"], self.params["tau"]
        return np.array([mu * (x - x**3 / 3 - w) + I, x / mu]) / tau

parameters = {"mu": 2.0, "tau": 5.0}
"""

TERMAN_WANG = """class TermanWang(BaseSpikingModel):
    "Relaxation oscillator with a sigmoid."
    y0 = [-2.0, 0.0]
    index_voltage_variable = 0
    spike_condition = 0.0
    required_params = ["epsilon", "gamma", "beta"]

    def _rhs(self, t, y, I):
        p = self.params
        v, w = y[0], y[1]
        dv = 3 * v - v**3 + 2 - w + I
        dw = p["epsilon"] * (p["gamma"] * (1 + np.tanh(v / p["beta"])) - w)
        return [dv, dw]

parameters = {"epsilon": 0.02, "gamma": 6.0, "beta": 0.1}
"""

THETA = """class AdaptiveTheta(BaseSpikingModel):
    y0 = [0.0, 0.0]
    spike_condition = np.pi
    required_params = ["tau_a", "g"]

    def _rhs(self, t, y, I):
        theta, a = y
        drive = I - self.params["g"] * a
        return [1 - np.cos(theta) + (1 + np.cos(theta)) * drive, -a / self.params["tau_a"]]

    def _apply_reset(self, y):
        return [-np.pi, y[1] + 1.0]

parameters = {"tau_a": 50.0, "g": 0.1}
"""

IZHIKEVICH_TC = """class ThalamoCortical(BaseSpikingModel):
    y0 = [-60.0, 0.0]
    spike_condition = 35.0
    required_params = ["C", "k", "v_r", "v_t", "a", "c", "d"]

    def reset_u(self, v, u):
        return min(u, 530.0) if v > 0 else u

    def _b(self, v):
        return np.where(v > -65.0, 0.0, 15.0)

    def _rhs(self, t, y, I):
        v, u = y
        p = self.params
        dv = (p["k"] * (v - p["v_r"]) * (v - p["v_t"]) - u + I) / p["C"]
        du = p["a"] * (self._b(v) * (v + 65.0) - u)
        return [dv, du]

    def _apply_reset(self, y):
        v, u = y
        return [self.params["c"] - 0.1 * u, u + self.params["d"]]

parameters = {"C": 200.0, "k": 1.6, "v_r": -60.0, "v_t": -50.0, "a": 0.01, "c": -60.0, "d": 10.0}
current = 300.0
"""

POSPISCHIL = """def vtrap(x, y):
    return np.where(np.abs(x / y) < 1e-6, y * (1 - x / y / 2), x / (np.exp(x / y) - 1 + 1e-15))


class PospischilRS(BaseSpikingModel):
    E_Na, E_K = 50.0, -90.0
    y0 = [-70.0, 0.01, 0.99, 0.01, 0.01]
    spike_condition = 0.0
    required_params = ["g_Na", "g_Kd", "g_M", "g_leak", "E_leak", "V_T", "tau_max"]

    def alpha_m(self, v):
        return 0.32 * vtrap(-(v - self.params["V_T"] - 13), 4)

    def beta_m(self, v):
        return 0.28 * vtrap(v - self.params["V_T"] - 40, 5)

    def alpha_h(self, v):
        return 0.128 * np.exp(-(v - self.params["V_T"] - 17) / 18)

    def beta_h(self, v):
        return 4 / (1 + np.exp(-(v - self.params["V_T"] - 40) / 5))

    def alpha_n(self, v):
        return 0.032 * vtrap(-(v - self.params["V_T"] - 15), 5)

    def beta_n(self, v):
        return 0.5 * np.exp(-(v - self.params["V_T"] - 10) / 40)

    def slow(self, v):
        p_inf = 1 / (1 + np.exp(-(v + 35) / 10))
        tau_p = self.params["tau_max"] / (3.3 * np.exp((v + 35) / 20) + np.exp(-(v + 35) / 20))
        return p_inf, tau_p

    def _rhs(self, t, y, I):
        v, m, h, n, p = y
        P = self.params
        I_Na = P["g_Na"] * m**3 * h * (v - self.E_Na)
        I_K = (P["g_Kd"] * n**4 + P["g_M"] * p) * (v - self.E_K)
        I_leak = P["g_leak"] * (v - P["E_leak"])
        p_inf, tau_p = self.slow(v)
        return [
            I - I_Na - I_K - I_leak,
            self.alpha_m(v) * (1 - m) - self.beta_m(v) * m,
            self.alpha_h(v) * (1 - h) - self.beta_h(v) * h,
            self.alpha_n(v) * (1 - n) - self.beta_n(v) * n,
            (p_inf - p) / tau_p,
        ]

parameters = dict(g_Na=50.0, g_Kd=5.0, g_M=0.07, g_leak=0.1, E_leak=-70.0, V_T=-61.5,
                  tau_max=1000.0)
current = {"current": "step", "I_max": 1.0, "onset": 50.0}
T = 500.0
states = ["v", "m", "h", "n", "p"]
units = {"g_Na": "mS/cm2", "v": "mV", "I": "uA/cm2"}
"""

PINSKY_RINZEL = """class PinskyRinzel(BaseSpikingModel):
    y0 = [-4.6, -4.5, 0.999, 0.001, 0.009, 0.007, 0.01, 0.2]
    spike_condition = 50.0
    required_params = ["g_c", "p", "g_Na", "g_Ca"]

    def gates(self, V):
        am = 0.32 * (13.1 - V) / (np.exp((13.1 - V) / 4) - 1)
        bm = 0.28 * (V - 40.1) / (np.exp((V - 40.1) / 5) - 1)
        an = 0.016 * (35.1 - V) / (np.exp((35.1 - V) / 5) - 1)
        bn = 0.25 * np.exp(0.5 - 0.025 * V)
        ah = 0.128 * np.exp((17 - V) / 18)
        bh = 4 / (1 + np.exp((40 - V) / 5))
        return am / (am + bm), an, bn, ah, bh

    def _rhs(self, t, y, I):
        Vs, Vd, h, n, s, c, q, Ca = y
        p = self.params
        m_inf, an, bn, ah, bh = self.gates(Vs)
        a_s = 1.6 / (1 + np.exp(-0.072 * (Vd - 65)))
        b_s = 0.02 * (Vd - 51.1) / (np.exp((Vd - 51.1) / 5) - 1)
        alpha_c = np.where(Vd < 50, np.exp((Vd - 10) / 11 - (Vd - 6.5) / 27) / 18.975,
                           2 * np.exp((6.5 - Vd) / 27))
        beta_c = np.where(Vd < 50, 2 * np.exp((6.5 - Vd) / 27) - alpha_c, 0.0)
        aq = np.minimum(0.00002 * Ca, 0.01)
        I_Ca = p["g_Ca"] * s**2 * (Vd - 140)
        chi = np.minimum(Ca / 250, 1)
        exchange = p["g_c"] * (Vd - Vs)
        dVs = (-0.1 * Vs - p["g_Na"] * m_inf**2 * h * (Vs - 120) - 15 * n * (Vs + 15)
               + exchange / p["p"] + I / p["p"]) / 3
        dVd = (-0.1 * Vd - I_Ca - (0.8 * q + 15 * c * chi) * (Vd + 15)
               - exchange / (1 - p["p"])) / 3
        return [dVs, dVd, ah * (1 - h) - bh * h, an * (1 - n) - bn * n, a_s * (1 - s) - b_s * s,
                alpha_c * (1 - c) - beta_c * c, aq * (1 - q) - 0.001 * q, -0.13 * I_Ca - 0.075 * Ca]

parameters = {"g_c": 2.1, "p": 0.5, "g_Na": 30.0, "g_Ca": 10.0}
"""

CHAY_KEIZER = """class ChayKeizer(BaseSpikingModel):
    y0 = np.array([-60.0, 0.0, 0.0])
    spike_condition = -30.0
    required_params = ["g_KCa", "k_pmca", "f"]

    n_inf = staticmethod(lambda v: 1 / (1 + np.exp((-16 - v) / 5.6)))
    m_inf = staticmethod(lambda v: 1 / (1 + np.exp((-20 - v) / 12)))

    def _rhs(self, t, y, I):
        v, n, c = y
        p = self.params
        ica = 1000 * self.m_inf(v) * (v - 25)
        omega = c**5 / (c**5 + 0.5**5 + 1e-12)
        dv = -(ica + 2700 * n * (v + 75) + p["g_KCa"] * omega * (v + 75) - I) / 5300
        dn = (self.n_inf(v) - n) / 18.7
        dc = p["f"] * (-4.5e-6 * ica - p["k_pmca"] * c)
        return dv, dn, dc

parameters = {"g_KCa": 375.0, "k_pmca": 0.2, "f": 0.001}
T = 5000
current = 0
"""

ROTHMAN_MANIS = """class RothmanManis(BaseSpikingModel):
    y0 = [-63.6, 0.025, 0.44, 0.51, 0.66, 0.0077, 0.0011, 0.14]
    spike_condition = -20.0
    required_params = ["g_Na", "g_HT", "g_LT", "g_h", "g_lk", "C"]

    def tau(self, a, A, b, B, v, c):
        return 100 / (a * np.exp((v + 60) / A) + b * np.exp(-(v + 60) / B)) + c

    def _rhs(self, t, y, I):
        v, m, h, w, z, n, p, r = y
        P = self.params
        inf = [
            1 / (1 + np.exp(-(v + 38) / 7)), 1 / (1 + np.exp((v + 65) / 6)),
            (1 + np.exp(-(v + 48) / 6)) ** -0.25, 0.5 / (1 + np.exp((v + 71) / 10)) + 0.5,
            (1 + np.exp(-(v + 15) / 5)) ** -0.5, 1 / (1 + np.exp(-(v + 23) / 6)),
            1 / (1 + np.exp((v + 76) / 7)),
        ]
        tau = [
            0.1 * self.tau(5, 18, 36, 25, v, 0.4), self.tau(7, 11, 10, 25, v, 0.6),
            self.tau(6, 6, 16, 45, v, 1.5), 10 * self.tau(1, 20, 1, 8, v, 5),
            self.tau(11, 24, 21, 23, v, 0.7), self.tau(4, 32, 5, 22, v, 5),
            1000 * self.tau(237, 12, 17, 14, v, 0.25),
        ]
        ionic = (
            P["g_Na"] * m**3 * h * (v - 55) + P["g_HT"] * (0.85 * n**2 + 0.15 * p) * (v + 70)
            + P["g_LT"] * w**4 * z * (v + 70) + P["g_h"] * r * (v + 43) + P["g_lk"] * (v + 65)
        )
        slopes = [(a - x) / b for a, b, x in zip(inf, tau, (m, h, w, z, n, p, r))]
        return [(I - ionic) / P["C"], *slopes]

parameters = {"g_Na": 1000.0, "g_HT": 150.0, "g_LT": 200.0, "g_h": 20.0, "g_lk": 2.0, "C": 12.0}
current = {"current": "step", "I_max": 600.0, "onset": 20.0}
spans = {"I": (0, 1000), "g_LT": (0, 400)}
units = {"I": "pA", "C": "pF"}
"""

PLATKIEWICZ_BRETTE = """class MovingThreshold(BaseSpikingModel):
    y0 = [-70.0, -55.0]
    index_voltage_variable = 0
    index_threshold_variable = 1
    required_params = ["tau", "tau_theta", "V_i", "k_a"]
    REST = -70.0

    def theta_inf(self, v):
        return -55.0 + self.params["k_a"] * np.log(1 + np.exp((v - self.params["V_i"]) / 5.0))

    def _rhs(self, t, y, I):
        v, theta = y
        return [
            (self.REST - v + I) / self.params["tau"],
            (self.theta_inf(v) - theta) / self.params["tau_theta"],
        ]

    def _apply_reset(self, y):
        y[0] = self.REST
        y[1] += 2.0
        return y

parameters = {"tau": 10.0, "tau_theta": 5.0, "V_i": -60.0, "k_a": 0.5}
current = 30
"""

FAST_SPIKING = """class Gate:
    def __init__(self, half, slope):
        self.half, self.slope = half, slope

    def rest(self, v):
        return 1 / (1 + np.exp(-(v - self.half) / self.slope))


class FastSpiking(BaseSpikingModel):
    y0 = [-70.0, 0.9, 0.05]
    spike_condition = -10.0
    required_params = ["g_Na", "g_K", "g_L"]
    m, h, n = Gate(-24.0, 11.5), Gate(-58.3, -6.7), Gate(-12.4, 6.8)

    def __init__(self, parameters, T=250):
        super().__init__(parameters, T)
        self.E = {"Na": 50.0, "K": -90.0, "L": -70.0}

    def currents(self, v, h, n):
        p, E = self.params, self.E
        yield p["g_Na"] * self.m.rest(v) ** 3 * h * (v - E["Na"])
        yield p["g_K"] * n**2 * (v - E["K"])
        yield p["g_L"] * (v - E["L"])

    def _rhs(self, t, y, I):
        v, h, n = y
        tau_h = 0.5 + 14 / (1 + np.exp((v + 60) / 12))
        tau_n = (0.087 + 11.4 / (1 + np.exp((v + 14.6) / 8.6))) * (
            0.087 + 11.4 / (1 + np.exp(-(v - 1.3) / 18.7))
        )
        dy = np.zeros(3)
        dy = [0.0, 0.0, 0.0]
        dy[0] = I - sum(self.currents(v, h, n))
        dy[1] = (self.h.rest(v) - h) / tau_h
        dy[2] = (self.n.rest(v) - n) / tau_n
        return dy

parameters = {"g_Na": 112.5, "g_K": 225.0, "g_L": 0.25}
"""

AXON_WITH_REFRACTORY = """class Synaptic(BaseSpikingModel):
    '''Leaky, with a conductance that every spike of its own adds to.'''
    y0 = [-70.0, 0.0]
    spike_condition = threshold = -54.0
    required_params = ["tau_m", "tau_s", "E_s", "t_ref"]

    def _refractory(self):
        return self.params["t_ref"]

    def _steady_state(self, v):
        return [v, 0.0]

    def _leak(self, v):
        return -70.0 - v

    def _rhs(self, t, y, I):
        (v, g), p = y, self.params
        return [(self._leak(v) + g * (p["E_s"] - v) + I) / p["tau_m"], -g / p["tau_s"]]

    def _apply_reset(self, y):
        v, g = y
        return [-80.0, g + 0.5]

parameters = {"tau_m": 20.0, "tau_s": 10.0, "E_s": -80.0, "t_ref": 2.0}
current = 25.0
"""

PUBLIC = {
    name: HEAD + text
    for name, text in {
        "van der Pol": VAN_DER_POL, "Terman-Wang": TERMAN_WANG, "adaptive theta": THETA,
        "Izhikevich TC": IZHIKEVICH_TC, "Pospischil RS": POSPISCHIL,
        "Pinsky-Rinzel": PINSKY_RINZEL, "Chay-Keizer": CHAY_KEIZER,
        "Rothman-Manis": ROTHMAN_MANIS, "Platkiewicz-Brette": PLATKIEWICZ_BRETTE,
        "fast-spiking": FAST_SPIKING, "synaptic with refractory time": AXON_WITH_REFRACTORY,
    }.items()
}  # fmt: skip
