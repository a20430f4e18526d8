"""The Dormand-Prince 5(4) pair and its free dense output of order 4, as data.

References
----------
J. R. Dormand, P. J. Prince (1980), A family of embedded Runge-Kutta formulae, Journal of
Computational and Applied Mathematics 6:19-26, doi:10.1016/0771-050X(80)90013-3.
L. F. Shampine (1986), Some practical Runge-Kutta formulas, Mathematics of Computation
46:135-150, doi:10.1090/S0025-5718-1986-0815836-3.
"""

from __future__ import annotations

ORDER = 5

# Nodes, stage weights, and weights of the solution of order 5 (the last row of A).
C = (0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1)
A = (
    (),
    (1 / 5,),
    (3 / 40, 9 / 40),
    (44 / 45, -56 / 15, 32 / 9),
    (19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729),
    (9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656),
    (35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84),
)

# Weights of the difference between the solutions of order 5 and 4.
E = (-71 / 57600, 0, 71 / 16695, -71 / 1920, 17253 / 339200, -22 / 525, 1 / 40)

# y(t + theta h) = y + h sum_i k_i sum_j P[i][j] theta^(j + 1), for 0 <= theta <= 1.
P = (
    (
        1,
        -8048581381 / 2820520608,
        8663915743 / 2820520608,
        -12715105075 / 11282082432,
    ),
    (0, 0, 0, 0),
    (
        0,
        131558114200 / 32700410799,
        -68118460800 / 10900136933,
        87487479700 / 32700410799,
    ),
    (
        0,
        -1754552775 / 470086768,
        14199869525 / 1410260304,
        -10690763975 / 1880347072,
    ),
    (
        0,
        127303824393 / 49829197408,
        -318862633887 / 49829197408,
        701980252875 / 199316789632,
    ),
    (0, -282668133 / 205662961, 2019193451 / 616988883, -1453857185 / 822651844),
    (0, 40617522 / 29380423, -110615467 / 29380423, 69997945 / 29380423),
)
