# Quantiles of beta and gamma: quantiles.csv. Intervals of rates and the sign
# test: rates.csv. p values of several questions at once: adjust.csv.
source("common.R")
seed <- 20260303
set.seed(seed)
p <- c(1e-4, .005, .025, .05, .1, .5, .9, .95, .975, .995, .9999)
a <- c(.5, 1, 1.5, 2.5, 6.5, 20.5, 77.5, 300.5, 2000.5)
g1 <- expand.grid(p = p, a = a, b = a)
g2 <- expand.grid(p = p, a = c(.5, 1, 2, 3, 6, 7, 20, 31, 100, 500, 3000), b = NA)
to_file(rbind(data.frame(kind = "beta", g1, q = qbeta(g1$p, g1$a, g1$b)),
              data.frame(kind = "gamma", g2, q = qgamma(g2$p, g2$a))),
        "quantiles.csv", "rates.R", "none", digits = 15)

garwood <- do.call(rbind, lapply(1:200, function(i) {
  k <- sample(c(0, 1:12, 50, 400), 1)
  hours <- round(runif(1, 1, 900), 3)
  level <- sample(c(.8, .9, .95, .99), 1)
  ci <- poisson.test(k, hours, conf.level = level)$conf.int
  data.frame(method = "garwood", k = k, n = hours, level = level, lo = ci[1], hi = ci[2])
}))
jeffreys <- do.call(rbind, lapply(1:200, function(i) {
  n <- sample(c(1:40, 500), 1)
  k <- sample(c(0, n, sample(0:n, 4, TRUE)), 1)
  level <- sample(c(.8, .9, .95, .99), 1)
  data.frame(method = "jeffreys", k = k, n = n, level = level,
    lo = if (k == 0) 0 else qbeta((1 - level) / 2, k + .5, n - k + .5),
    hi = if (k == n) 1 else qbeta((1 + level) / 2, k + .5, n - k + .5))
}))
sign <- expand.grid(k = 0:13, n = 0:13)
fewer <- pmin(sign$k, sign$n)
both <- sign$k + sign$n
sign <- data.frame(method = "sign", sign, level = NA, lo = pmin(1, 2 * pbinom(fewer - 1, both, .5) + dbinom(fewer, both, .5)), hi = NA)
to_file(rbind(garwood, jeffreys, sign), "rates.csv", "rates.R", seed, digits = 15)

adjust <- do.call(rbind, lapply(1:100, function(i) {
  p <- round(runif(sample(1:9, 1))^sample(1:4, 1), sample(c(1, 4), 1)) # one decimal makes ties
  p[runif(length(p)) < .1] <- NA
  data.frame(family = i, p = p, q = p.adjust(p, "BH"))
}))
to_file(adjust, "adjust.csv", "rates.R", seed)
