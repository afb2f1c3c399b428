# 500 single 2×2 tables, a third of them with an empty cell: tables.csv.
source("common.R")
suppressMessages(library(epitools))
seed <- 20260302
set.seed(seed)
rows <- lapply(1:500, function(i) {
  most <- sample(c(6, 15, 60), 1)
  n1 <- sample(most, 1)
  n0 <- sample(most, 1)
  p <- runif(2)^sample(c(1, 3), 1)
  a <- rbinom(1, n1, p[1])
  c <- rbinom(1, n0, p[2])
  if (a + c == 0) a <- 1
  if (a + c == n1 + n0) c <- c - 1
  b <- n1 - a
  d <- n0 - c
  level <- c(.95, .95, .9)[i %% 3 + 1]
  f <- family(data.frame(n1 = n1, n0 = n0, d = a + c, x = a))
  mid <- limits(f, level, .5)
  # epitools takes the smaller tail from 1, so that its last digits are lost.
  p_epi <- ormidp.test(a, c, b, d)$two.sided
  stopifnot(abs(p_epi - midp(f)) < 1e-10)
  epi <- tryCatch(or.midp(c(a, c, b, d), conf.level = level)$conf.int, error = function(e) c(NA, NA))
  if (a > 0 && b > 0 && c > 0 && d > 0 && !anyNA(epi)) stopifnot(abs(epi[1] - mid[1]) < 1e-3, abs(1 / epi[2] - 1 / mid[2]) < 1e-3)
  # Fitted twice, since glm's errors are one round older than its estimates.
  logistic <- function(start) suppressWarnings(glm(cbind(c(a, c) + .5, c(b, d) + .5) ~ c(1, 0), binomial,
    start = start, control = list(epsilon = 1e-14, maxit = 100)))
  g <- logistic(coef(logistic(NULL)))
  or <- exp(unname(coef(g)[2]) + c(0, -1, 1) * qnorm((1 + level) / 2) * sqrt(vcov(g)[2, 2]))
  rr <- exp(log((a + .5) / (n1 + .5)) - log((c + .5) / (n0 + .5)) +
    c(0, -1, 1) * qnorm((1 + level) / 2) * sqrt(1 / (a + .5) - 1 / (n1 + .5) + 1 / (c + .5) - 1 / (n0 + .5)))
  data.frame(n1 = n1, n0 = n0, d = a + c, x = a, level = level, epitools = p_epi, midp = midp(f),
    fisher = fisher.test(matrix(c(a, c, b, d), 2))$p.value, mid_lo = mid[1], mid_hi = mid[2],
    or = or[1], or_lo = or[2], or_hi = or[3], rr = rr[1], rr_lo = rr[2], rr_hi = rr[3])
})
to_file(do.call(rbind, rows), "tables.csv", "tables.R", seed, packages = "epitools")
